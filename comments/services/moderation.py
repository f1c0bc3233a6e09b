"""Decisions of moderators about a comment, one atomic function each.

All of them take the comment's primary key and the version the moderator saw; if it has changed since, they raise
VersionConflictError with the present comment, and nothing changes. `bulk` does the same for many comments.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..errors import NotPossibleError
from ..models import Comment, ModerationDecision
from . import appeals, changes
from .changes import Actor, StateChange

Action: Any = ModerationDecision.Action
Status: Any = Comment.Status


@transaction.atomic
def transition(
    comment_id: int, expected_version: int | None, to: str, actor: Actor, reason: str = "", note: str = ""
) -> Comment:
    """Move a comment into the state `to`; all decisions about a whole comment use it.

    A published comment shows its current text. `expected_version` None skips the version check: for rules and the
    clock.
    """
    comment = changes.lock_one(comment_id, expected_version)
    changes.apply([move_to(comment, to, reason, note)], actor)
    if to == Status.PUBLISHED:
        appeals.grant([comment])
    return comment


def approve(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Publish a comment with its current text, whether it was held, edited, reported or refused."""
    return transition(comment_id, expected_version, Status.PUBLISHED, actor, note=note)


@transaction.atomic
def reject(
    comment_id: int, expected_version: int | None, actor: Actor, reason: str = "", note: str = "", whole: bool = False
) -> Comment:
    """Refuse a waiting or published comment.

    If a published comment has a waiting edit, only the edit is refused and readers keep the older text, unless `whole`.
    """
    comment = changes.lock_one(comment_id, expected_version)
    changes.apply([refusal(comment, reason, note, whole)], actor)
    return comment


def mark_spam(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Mark a comment as spam, with all its texts."""
    return transition(comment_id, expected_version, Status.SPAM, actor, reason="spam", note=note)


def restore(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Publish a comment that was refused or marked as spam."""
    return transition(comment_id, expected_version, Status.PUBLISHED, actor, note=note)


def hold(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Hide a comment until a moderator has decided."""
    return transition(comment_id, expected_version, Status.HELD, actor, note=note)


@transaction.atomic
def feature(comment_id: int, expected_version: int | None, actor: Actor, on: bool = True) -> Comment:
    """Make a published comment an editor’s pick, or remove the pick."""
    comment = changes.lock_one(comment_id, expected_version)
    _must_be_published(comment)
    if comment.is_featured != on:
        action = Action.FEATURE if on else Action.UNFEATURE
        changes.apply([_same(comment, action, featured=on)], actor)
    return comment


@transaction.atomic
def pin(comment_id: int, expected_version: int | None, actor: Actor, on: bool = True) -> Comment:
    """Pin a published comment to the top of its thread, or unpin it."""
    comment = changes.lock_one(comment_id, expected_version)
    _must_be_published(comment)
    if comment.is_pinned != on:
        changes.apply([_same(comment, Action.PIN if on else Action.UNPIN, pinned=on)], actor)
    return comment


def move_to(comment: Comment, to: str, reason: str, note: str) -> StateChange:
    """Return the change of a locked comment into the state `to`; published, it shows its current text."""
    return StateChange(
        comment,
        to,
        _action(comment, to),
        shown=comment.current_revision_id if to == Status.PUBLISHED else None,
        waits=to == Status.HELD,
        reported=False,
        reason=reason,
        note=note,
    )


def _action(comment: Comment, to: str) -> str:
    if to == Status.PUBLISHED:
        if comment.status in changes.REFUSED:
            return Action.RESTORE
        return Action.KEEP if comment.status == Status.PUBLISHED and not comment.waiting_since else Action.APPROVE
    return {
        Status.HELD: Action.HOLD,
        Status.REJECTED: Action.REJECT,
        Status.SPAM: Action.SPAM,
        Status.DELETED: Action.DELETE,
        Status.ERASED: Action.ERASE,
    }[Status(to)]


def refusal(comment: Comment, reason: str, note: str, whole: bool) -> StateChange:
    """Return the change that refuses a locked comment, or only its waiting edit unless `whole`."""
    if whole or not comment.has_waiting_edit:
        return move_to(comment, Status.REJECTED, reason, note)
    return StateChange(
        comment,
        Status.PUBLISHED,
        Action.REJECT,
        shown=comment.published_revision_id,
        current=comment.published_revision_id,
        judged=comment.current_revision_id,
        reason=reason,
        note=note,
    )


def _same(comment: Comment, action: str, **what: Any) -> StateChange:
    """Return a change that keeps the state of a published comment."""
    return StateChange(
        comment,
        Status.PUBLISHED,
        action,
        shown=comment.published_revision_id,
        waits=comment.waiting_since is not None,
        **what,
    )


def _must_be_published(comment: Comment) -> None:
    if comment.status != Status.PUBLISHED:
        raise NotPossibleError(_("Only a published comment can be featured or pinned."))
