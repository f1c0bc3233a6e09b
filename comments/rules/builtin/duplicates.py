"""Rules about repeated texts."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ...models import CommentRevision
from ...normalisation import words
from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule

WITHIN = timedelta(days=1)
SHORT = 20  # letters: short texts such as “thank you” may be repeated
RECENT = 20  # of the author's revisions are compared
ALIKE = 0.8


class Duplicate(Rule):
    """Find the same words within a day, by one person or several.

    Case, look-alikes and invisible characters are ignored.
    """

    code = "duplicate"

    def gather(self, case: Case) -> list[int]:
        """Return the authors of revisions with the same words within a day."""
        if _is_short(case):
            return []
        rows = CommentRevision.objects.filter(
            text_hash=case.text.hash, created_at__gte=timezone.now() - WITHIN
        ).exclude(text_hash="")
        if case.comment is not None:
            rows = rows.exclude(comment=case.comment)
        return list(rows.values_list("comment__author_id", flat=True)[:10])

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject a repetition by the same person; hold one by others."""
        if case.author.pk in facts:
            return self.finding(Outcome.REJECT, times=facts.count(case.author.pk))
        return self.finding(Outcome.HOLD, people=len(set(facts))) if facts else None


class NearDuplicate(Rule):
    """Find nearly the same text by the same person within a day."""

    code = "near_duplicate"

    def gather(self, case: Case) -> list[str]:
        """Return the person's recent texts."""
        if _is_short(case):
            return []
        rows = CommentRevision.objects.filter(
            comment__author=case.author, created_at__gte=timezone.now() - WITHIN
        ).exclude(text_hash__in=[case.text.hash, ""])
        if case.comment is not None:
            rows = rows.exclude(comment=case.comment)
        return list(rows.order_by("-created_at").values_list("text", flat=True)[:RECENT])

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if most of its runs of three words are the same."""
        mine = _runs(case.text.text)
        for text in facts:
            theirs = _runs(text)
            alike = len(mine & theirs) / max(1, len(mine | theirs))
            if alike >= ALIKE:
                return self.finding(Outcome.HOLD, alike=round(alike, 2))
        return None


def _is_short(case: Case) -> bool:
    return len(words(case.text.text[: SHORT * 10]).replace(" ", "")) < SHORT


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return the set of all runs of three words."""
    said = words(text[:10_000]).split()
    return {tuple(said[start : start + 3]) for start in range(max(1, len(said) - 2))}
