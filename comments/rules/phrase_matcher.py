"""Search for all phrases of the word lists at once, in time linear in the text (Aho–Corasick)."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import ahocorasick

from ..models import SiteCommentSettings, WordRule
from ..normalisation import matching_forms


@dataclass(frozen=True)
class Entry:
    """A phrase of the word lists."""

    kind: str
    phrase: str
    section: int | None
    fields: tuple[str, ...]


class WordList:
    """All phrases, compiled for searching."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        """Compile pairs of the normalised form of a phrase and its entry."""
        self._automaton = ahocorasick.Automaton()
        by_form: dict[str, list[Entry]] = {}
        for form, entry in entries:
            by_form.setdefault(form, []).append(entry)
        for form, same in by_form.items():
            self._automaton.add_word(f" {form} ", (len(form), same))
        self._automaton.make_automaton()
        self.size = len(by_form)

    def find(self, text: str, field: str = "body", section: int | None = None) -> list[Entry]:
        """Return the banned and suspect phrases in `text`, each once, except those inside an allowed phrase."""
        if not self.size:
            return []
        found: list[tuple[range, Entry]] = []
        allowed: list[tuple[range, Entry]] = []
        for end, (length, entries) in self._automaton.iter(matching_forms(text)):
            span = range(end - length, end)
            for entry in entries:
                if field in entry.fields and entry.section in (None, section):
                    (allowed if entry.kind == WordRule.Kind.ALLOW else found).append((span, entry))
        if allowed:
            found = [
                (span, entry)
                for span, entry in found
                if not any(outer.start <= span.start and span.stop <= outer.stop for outer, _entry in allowed)
            ]
        return list(dict.fromkeys(entry for _span, entry in found))


def word_list() -> WordList:
    """Return the word list as of the database, recompiled only after a phrase was added or removed."""
    global _kept
    version = SiteCommentSettings.load().words_version
    with _making:
        if _kept is None or _kept[0] != version:
            rows: Any = WordRule.objects.values_list("phrase_norm", "kind", "phrase", "section", "fields")
            _kept = (
                version,
                WordList(
                    (form, Entry(kind, phrase, section, tuple(fields))) for form, kind, phrase, section, fields in rows
                ),
            )
        return _kept[1]


_kept: tuple[int, WordList] | None = None
_making = Lock()
