"""Changes of the word lists."""

import secrets
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import transaction

from ..models import ModerationDecision, SiteCommentSettings, WordRule
from ..models.word import everywhere
from ..text import clean_line
from . import rules_log

Action: Any = ModerationDecision.Action


@transaction.atomic
def add_phrases(
    kind: str, phrases: Iterable[str], section: int | None = None, fields: Iterable[str] = (), user: Any = None
) -> int:
    """Add phrases to a list and return the number of new ones; phrases without any word are skipped."""
    known = set(WordRule.objects.filter(kind=kind, section=section).values_list("phrase_norm", flat=True))
    rules: dict[str, WordRule] = {}
    for phrase in phrases:
        rule = WordRule(
            kind=kind, phrase=clean_line(phrase)[:200], section_id=section, fields=list(fields) or everywhere()
        )
        rule.normalise()
        if rule.phrase_norm and rule.phrase_norm not in known:
            rules.setdefault(rule.phrase_norm, rule)
    WordRule.objects.bulk_create(rules.values(), ignore_conflicts=True, batch_size=1_000)
    if rules:
        rules_log.note(Action.ADD_WORDS, user, _which(list(rules.values())))
    note_change()
    return len(rules)


@transaction.atomic
def remove_phrases(keys: Iterable[int], user: Any = None) -> int:
    """Remove the phrases with these primary keys, and return their number."""
    rules = list(WordRule.objects.filter(pk__in=list(keys)).order_by("kind", "section", "pk"))
    WordRule.objects.filter(pk__in=[rule.pk for rule in rules]).delete()
    for _list, theirs in groupby(rules, key=lambda rule: (rule.kind, rule.section_id)):
        rules_log.note(Action.DROP_WORDS, user, _which(list(theirs)))
    note_change()
    return len(rules)


def _which(rules: list[WordRule]) -> str:
    """Return a description of these phrases of one list."""
    where = f", {rules[0].section}" if rules[0].section else ""
    return f"{rules[0].get_kind_display()}{where}: {rules_log.quoted([rule.phrase for rule in rules])}"


def note_change() -> None:
    """Have every process reload its word list before the next search.

    The version is random, not counted: after a rolled-back transaction no other list gets the same version.
    """
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(words_version=secrets.randbelow(2**31))
