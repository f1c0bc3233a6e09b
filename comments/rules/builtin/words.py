"""The rule about the word lists."""

from typing import Any

from ...models import WordRule
from ..case import Case
from ..outcome import Finding, Outcome
from ..phrase_matcher import WordList, word_list
from ..rule import Rule

MOST_NAMED = 20


class Words(Rule):
    """Find banned and suspect phrases in the text and in the author's name."""

    code = "words"
    budget = 2.0  # seconds: a long list is recompiled after changes

    def gather(self, case: Case) -> WordList:
        """Return the current word list."""
        return word_list()

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject the comment for a banned phrase, hold it for a suspect one; if both occur, name the banned ones."""
        section = case.thread.article.section_id
        found = [
            *facts.find(case.text.text, "body", section),
            *facts.find(case.author.display_name, "name", section),
        ]
        if not found:
            return None
        banned = [entry for entry in found if entry.kind == WordRule.Kind.BANNED]
        phrases = list(dict.fromkeys(entry.phrase for entry in banned or found))[:MOST_NAMED]
        return self.finding(Outcome.REJECT if banned else Outcome.HOLD, phrases=phrases)
