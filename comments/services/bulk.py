"""Moderate many comments at once: a selection, or everything by one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..models import Comment, Commenter, ModerationDecision
from . import appeals, changes
from .changes import Actor
from .moderation import move_to, refusal

Status: Any = Comment.Status
BATCH = 1_000
REFUSABLE = (Comment.Status.HELD, Comment.Status.PUBLISHED)


@dataclass(frozen=True)
class RefusalPreview:
    """The number of comments of one person that would be refused, and of their threads."""

    published: int
    held: int
    threads: int

    @property
    def total(self) -> int:
        """Return how many comments would be refused."""
        return self.published + self.held


@transaction.atomic
def moderate(
    ids: Iterable[int],
    to: str,
    actor: Actor,
    reason: str = "",
    note: str = "",
    seen: Mapping[int, int] | None = None,
    whole: bool = True,
) -> list[ModerationDecision]:
    """Move many comments into the state `to` in one transaction, and return the decisions.

    Skips comments that are in that state already, that cannot get there (deleted meanwhile, say), or whose version is
    no longer the one in `seen`. Unless `whole`, refusing a published comment whose edit waits refuses the edit alone.
    `undo.undo_decisions()` undoes the decisions.
    """
    comments = changes.lock(ids).values()
    wanted = [
        move_to(comment, to, reason, note) if to != Status.REJECTED else refusal(comment, reason, note, whole)
        for comment in comments
        if to in changes.ALLOWED_TRANSITIONS[comment.status]
        and (comment.status != to or comment.waiting_since or comment.reported_at)
        and (seen is None or seen.get(comment.pk) == comment.version)
    ]
    decisions = changes.apply(wanted, actor)
    if to == Status.PUBLISHED:
        appeals.grant([change.comment for change in wanted])
    return decisions


def preview_refusing_all(commenter: Commenter) -> RefusalPreview:
    """Count the comments that `refuse_all_by()` would refuse."""
    rows = Comment.objects.filter(author=commenter, status__in=REFUSABLE)
    return RefusalPreview(
        published=rows.filter(status=Comment.Status.PUBLISHED).count(),
        held=rows.filter(status=Comment.Status.HELD).count(),
        threads=rows.values("thread").distinct().count(),
    )


def refuse_all_by(commenter: Commenter, actor: Actor, reason: str = "", note: str = "") -> list[int]:
    """Refuse all published and held comments of one person, and return the primary keys of the decisions.

    Each batch of a thousand is a transaction, so an interrupted run can be repeated.
    """
    decided: list[int] = []
    rows = Comment.objects.filter(author=commenter, status__in=REFUSABLE).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        decided += [decision.pk for decision in moderate(batch, Comment.Status.REJECTED, actor, reason, note)]
        last = batch[-1]
    return decided
