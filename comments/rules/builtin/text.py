"""Rules about the length of a text and its links."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class Length(Rule):
    """Find comments longer than the paper's limit."""

    code = "length"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject the comment if it is too long."""
        length, most = len(case.text.text), case.policy.max_length
        return self.finding(Outcome.REJECT, length=length, most=most) if length > most else None


class Links(Rule):
    """Limit addresses in a text, links or not: none in a first comment, one later, four for trusted authors."""

    code = "links"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if it has too many."""
        if case.author.is_of_the_paper:
            return None
        allowed = 0 if case.author.approved_n == 0 else 4 if case.author.trust >= 3 else 1
        return self.finding(Outcome.HOLD, links=case.text.links) if case.text.links > allowed else None
