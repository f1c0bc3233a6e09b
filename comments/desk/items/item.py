"""Comments with everything a moderator needs to decide."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ...models import Appeal, Comment, CommentRevision, Flag, ModerationDecision
from ...moderation_queues import Queue
from ...reasons import name_of
from ...services.changes import REFUSED
from .differences import differences
from .reason_text import described

Status: Any = Comment.Status


@dataclass(frozen=True)
class EarlierText:
    """An earlier revision, and the changes from it to the next."""

    revision: CommentRevision
    changes: SafeString
    shown: bool  # readers see it


@dataclass
class Item:
    """A comment with its findings, reports, latest decision and earlier texts."""

    comment: Comment
    reasons: list[dict[str, str]]
    reports: list[Flag]
    decision: ModerationDecision | None
    earlier: list[EarlierText] = field(default_factory=list)
    then: str = ""  # id of the next item in the queue

    @property
    def id(self) -> str:
        """Return the id of its HTML element."""
        return f"comment-{self.comment.public_id}"

    @property
    def text(self) -> str:
        """Return the latest text; empty if it was erased."""
        revision = self.comment.current_revision
        return revision.text if revision else ""

    @property
    def answers(self) -> Comment | None:
        """Return the comment it replies to."""
        return self.comment.in_reply_to or self.comment.parent

    @property
    def to_publish(self) -> str:
        """Return the label of the publish button in the present state; "" if it cannot be published."""
        comment = self.comment
        if comment.status == Status.HELD or comment.has_waiting_edit:
            return _("Approve")
        if comment.status in REFUSED:
            return _("Publish after all")
        return _("Keep") if comment.reported_at else ""

    @property
    def can_refuse(self) -> bool:
        """Return whether it can be refused."""
        return self.comment.status in {Status.HELD, Status.PUBLISHED, Status.SPAM}

    @property
    def can_spam(self) -> bool:
        """Return whether it can be marked as spam."""
        return self.comment.status in {Status.HELD, Status.PUBLISHED, Status.REJECTED}

    @property
    def is_published(self) -> bool:
        """Return whether readers see it, or an older text of it."""
        return self.comment.status == Status.PUBLISHED

    @property
    def open_appeal(self) -> Appeal | None:
        """Return the open appeal against the refusal, if there is one."""
        appeal: Appeal | None = getattr(self.comment, "appeal", None)
        return appeal if appeal and appeal.state == "open" else None

    @property
    def refused_for(self) -> str | Promise:
        """Return the name of the latest decision's reason."""
        return name_of(self.decision.reason_code) if self.decision and self.decision.reason_code else ""


def items_of(comments: Iterable[Comment]) -> list[Item]:
    """Return the items of these comments, which came from `for_moderators()`, with two more queries in all."""
    comments = list(comments)
    keys = [comment.pk for comment in comments]
    decisions = (
        ModerationDecision.objects.filter(comment__in=keys)
        .select_related("actor", "word_to_author")
        .order_by("comment", "-pk")
        .distinct("comment")
    )
    last = {decision.comment_id: decision for decision in decisions}
    texts = _texts([comment for comment in comments if comment.current_revision and comment.current_revision.n > 1])
    return [
        Item(
            comment,
            reasons=[described(reason) for reason in _reasons(comment)],
            reports=[flag for flag in comment.flags.all() if flag.state == Flag.State.OPEN],
            decision=last.get(comment.pk),
            earlier=_earlier(comment, texts.get(comment.pk, [])),
        )
        for comment in comments
    ]


def item_of(comment: Comment) -> Item:
    """Return the item of one comment, freshly read."""
    return items_of([Comment.objects.for_moderators().get(pk=comment.pk)])[0]


def is_in_queue(item: Item, queue: Queue | None) -> bool:
    """Return whether the comment is in `queue`."""
    return queue is None or queue.rows().filter(pk=item.comment.pk).exists()


def _reasons(comment: Comment) -> Any:
    return comment.current_revision.reasons.all() if comment.current_revision else []


def _texts(comments: list[Comment]) -> dict[int, list[CommentRevision]]:
    found: dict[int, list[CommentRevision]] = {}
    for revision in CommentRevision.objects.filter(comment__in=comments).order_by("comment", "n") if comments else ():
        found.setdefault(revision.comment_id, []).append(revision)
    return found


def _earlier(comment: Comment, revisions: list[CommentRevision]) -> list[EarlierText]:
    """Return the revisions before the current one, latest first, each with the changes to the next."""
    pairs = [
        EarlierText(old, differences(old.text, new.text), shown=old.pk == comment.published_revision_id)
        for old, new in pairwise(revisions)
        if new.n <= (comment.current_revision.n if comment.current_revision else 0)
    ]
    return pairs[::-1]
