"""The only module that changes the state of comments.

Locks are always taken in the same order, to prevent deadlocks: threads, comments, commenters, each by primary key.
Every change of a comment's state holds the lock on its thread, so the counters of threads and replies are exact.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fastpath.bulk_updates import add_to_rows, next_values, update_rows

from ..errors import NotPossibleError, VersionConflictError
from ..models import Comment, Commenter, CommentThread, Flag, ModerationDecision
from ..signals import comments_published
from .counts import TRUST

Action: Any = ModerationDecision.Action
By: Any = ModerationDecision.By
Status: Any = Comment.Status

SEQUENCE = "comments_place"  # numbers comments in the order of first publication

# Allowed transitions by present state; "" is a new comment. Deleted comments can only be erased.
ALLOWED_TRANSITIONS = {
    "": {Status.UNCONFIRMED, Status.HELD, Status.PUBLISHED, Status.REJECTED, Status.SPAM},
    Status.UNCONFIRMED: set(Status),
    Status.HELD: set(Status) - {Status.UNCONFIRMED},
    Status.PUBLISHED: set(Status) - {Status.UNCONFIRMED},
    Status.REJECTED: set(Status) - {Status.UNCONFIRMED},
    Status.SPAM: set(Status) - {Status.UNCONFIRMED},
    Status.DELETED: {Status.ERASED},
    Status.ERASED: set[str](),
}
REFUSED = {Status.REJECTED, Status.SPAM}
COLUMNS = [
    "status",
    "current_revision_id",
    "published_revision_id",
    "waiting_since",
    "reported_at",
    "score_flags",
    "is_featured",
    "is_pinned",
    "published_at",
    "edited_at",
    "sort_seq",
    "version",
]

_NEW_TRUST = TRUST.format(
    approved="old.approved_n + new.approved_n", rejected="old.rejected_n + new.rejected_n", role="old.role"
)


@dataclass(frozen=True)
class Actor:
    """The author of a change: a member of staff, or one of the actors below that have no account."""

    by: str
    user: Any = None


RULES, AUTHOR, READERS, CLOCK = Actor(By.RULES), Actor(By.AUTHOR), Actor(By.READERS), Actor(By.CLOCK)


def staff(user: Any) -> Actor:
    """Return the actor for the Django user `user`."""
    return Actor(By.STAFF, user)


@dataclass(frozen=True)
class StateChange:
    """The new state of one locked comment.

    `shown` is the primary key of the revision that readers see afterwards, None unless the comment is `published`;
    `waits` says whether its current revision waits for a moderator. Other fields that are None leave the comment's
    value unchanged.
    """

    comment: Comment
    to: str
    action: str
    shown: int | None = None
    waits: bool = False
    current: int | None = None
    judged: int | None = None  # primary key of the revision that was judged, if not the current one
    reported: bool | None = None
    featured: bool | None = None
    pinned: bool | None = None
    reason: str = ""
    note: str = ""
    undoes: ModerationDecision | None = None
    new: bool = False  # the comment was created in this transaction


def lock(ids: Iterable[int]) -> dict[int, Comment]:
    """Lock these comments, their threads and their authors; return the comments by primary key, freshly read."""
    ids = list(ids)
    threads = set(Comment.objects.filter(pk__in=ids).values_list("thread_id", flat=True))
    lock_threads(threads)
    found = Comment.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    comments = {comment.pk: comment for comment in found}
    lock_commenters({comment.author_id for comment in comments.values()})
    return comments


def lock_one(comment_id: int, expected_version: int | None = None) -> Comment:
    """Lock one comment and return it, freshly read.

    Raises VersionConflictError if its version is not `expected_version`, Comment.DoesNotExist if it was deleted.
    """
    comment = lock([comment_id]).get(comment_id)
    if comment is None:
        raise Comment.DoesNotExist
    if expected_version is not None and comment.version != expected_version:
        raise VersionConflictError(comment)
    return comment


def lock_threads(ids: Iterable[int]) -> dict[int, CommentThread]:
    """Lock these threads in the order of their primary keys, and return them by primary key."""
    found = CommentThread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {thread.pk: thread for thread in found}


def lock_commenters(ids: Iterable[int]) -> dict[int, Commenter]:
    """Lock these commenters in the order of their primary keys, and return them by primary key."""
    found = Commenter.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {commenter.pk: commenter for commenter in found}


def apply(changes: list[StateChange], actor: Actor) -> list[ModerationDecision]:
    """Apply changes to locked comments with everything that follows from them, and return their decisions.

    Writes rows, decisions, counters and reports in the caller's transaction, and sends `comments_published`. Raises
    NotPossibleError, before anything is written, if one of the transitions is not allowed.
    """
    now = timezone.now()
    tally = _Tally()
    decisions = []
    for change in changes:
        comment = change.comment
        before = "" if change.new else comment.status
        if change.to not in ALLOWED_TRANSITIONS[before]:
            raise NotPossibleError(_("That cannot be done to this comment as it stands."))
        decisions.append(_decision(change, before, actor, now))
        tally.note(comment, before, change.to)
    first = [change.comment for change in changes if change.to == Status.PUBLISHED and change.comment.sort_seq is None]
    for comment, place in zip(first, next_values(SEQUENCE, len(first)), strict=True):
        comment.sort_seq, comment.published_at = place, now
    for change in changes:
        _become(change, now)
    update_rows(
        Comment,
        COLUMNS,
        [(comment.pk, *(getattr(comment, column) for column in COLUMNS)) for comment in _comments(changes)],
    )
    ModerationDecision.objects.bulk_create(decisions)
    _settle_flags(changes, decisions, actor)
    tally.write()
    if first:
        comments_published.send(Comment, comments=first)
    return decisions


def _comments(changes: list[StateChange]) -> list[Comment]:
    return [change.comment for change in changes]


def _decision(change: StateChange, before: str, actor: Actor, now: datetime) -> ModerationDecision:
    comment = change.comment
    return ModerationDecision(
        comment=comment,
        revision_id=change.judged or change.current or comment.current_revision_id,
        shown_before_id=comment.published_revision_id,
        shown_after_id=change.shown,
        action=change.action,
        by=actor.by,
        actor=actor.user,
        from_status=before,
        to_status=change.to,
        reason_code=change.reason,
        note=change.note,
        undoes=change.undoes,
        created_at=now,
    )


def _become(change: StateChange, now: datetime) -> None:
    """Set the new state on the comment in memory."""
    comment = change.comment
    if comment.published_revision_id and change.shown and comment.published_revision_id != change.shown:
        comment.edited_at = now
    comment.status = change.to
    comment.published_revision_id = change.shown
    if change.current is not None:
        comment.current_revision_id = change.current
    since = comment.created_at if change.action == Action.UNDO else now  # after an undo: its old position in the queue
    comment.waiting_since = (comment.waiting_since or since) if change.waits else None
    if change.to != Status.PUBLISHED or change.reported is False:
        comment.reported_at = None
    elif change.reported:
        comment.reported_at = comment.reported_at or now
    if change.featured is not None:
        comment.is_featured = change.featured
    if change.pinned is not None:
        comment.is_pinned = change.pinned
    if _settles_flags(change):
        comment.score_flags = 0
    comment.version += 1


_UPHELD = {Action.REJECT, Action.SPAM}
_DISMISSED = {Action.APPROVE, Action.KEEP, Action.RESTORE}


def _settles_flags(change: StateChange) -> bool:
    """Return whether this change is a moderator's review of the open reports."""
    return change.action in _DISMISSED or (change.action in _UPHELD and change.to in REFUSED)


def _settle_flags(changes: list[StateChange], decisions: list[ModerationDecision], actor: Actor) -> None:
    if actor.by != By.STAFF:
        return
    deciding = {change.comment.pk: decision for change, decision in zip(changes, decisions, strict=True)}
    settling = {change.comment.pk: change for change in changes if _settles_flags(change)}
    flags = list(Flag.objects.filter(comment__in=settling, state=Flag.State.OPEN))
    for flag in flags:
        upheld = settling[flag.comment_id].action in _UPHELD
        flag.state = Flag.State.UPHELD if upheld else Flag.State.DISMISSED
        flag.decision = deciding[flag.comment_id]
    Flag.objects.bulk_update(flags, ["state", "decision"], batch_size=500)


class _Tally:
    """Differences to the counters of threads, replies and commenters."""

    def __init__(self) -> None:
        self.threads: dict[int, list[int]] = defaultdict(lambda: [0])
        self.above: dict[int, list[int]] = defaultdict(lambda: [0])
        self.authors: dict[int, list[int]] = defaultdict(lambda: [0, 0])

    def note(self, comment: Comment, before: str, after: str) -> None:
        """Add the change of `comment` from one status to another."""
        published = (after == Status.PUBLISHED) - (before == Status.PUBLISHED)
        refused = (after in REFUSED) - (before in REFUSED)
        self.threads[comment.thread_id][0] += published
        for above in {comment.parent_id, comment.root_id} - {None}:
            self.above[above][0] += published
        self.authors[comment.author_id][0] += published
        self.authors[comment.author_id][1] += refused

    def write(self) -> None:
        """Add the differences to the rows."""
        add_to_rows(CommentThread, ["published_count"], self.threads)
        add_to_rows(Comment, ["reply_count"], self.above)
        add_to_rows(
            Commenter,
            ["approved_n", "rejected_n"],
            self.authors,
            then=f"trust = {_NEW_TRUST}",
        )
