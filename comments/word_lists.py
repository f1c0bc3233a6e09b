"""Changing the word lists, and trying them out."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from .matcher import Entry, word_list
from .models import SiteCommentSettings, WordRule
from .models.word import everywhere


@transaction.atomic
def add_phrases(kind: str, phrases: Iterable[str], section: int | None = None, fields: Iterable[str] = ()) -> int:
    """Add phrases to a list and return how many were new; those without a word in them are left out."""
    before = WordRule.objects.count()
    rules = [
        WordRule(kind=kind, phrase=phrase.strip()[:200], section_id=section, fields=list(fields) or everywhere())
        for phrase in phrases
    ]
    for rule in rules:
        rule.normalise()
    WordRule.objects.bulk_create([rule for rule in rules if rule.phrase_norm], ignore_conflicts=True, batch_size=1_000)
    note_change()
    return WordRule.objects.count() - before


def note_change() -> None:
    """Have every process make its list anew before it looks for the next time.

    The version is drawn, not counted: after a transaction that is undone no other list gets the same number.
    """
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(words_version=secrets.randbelow(2**31))


def try_out(text: str, field: str = "body", section: int | None = None) -> list[Entry]:
    """Return the phrases of the lists that would be found in `text`."""
    return word_list().find(text, field, section)
