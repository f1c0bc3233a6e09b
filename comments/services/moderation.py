"""What moderators decide about comments, one atomic function each.

All of them take the comment's key and the version that the moderator saw; if it is another by now they raise
VersionConflictError, with the comment as it is, and nothing changes. `bulk()` does the same to many.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..errors import NotPossibleError
from ..models import Appeal, Comment, ModerationDecision
from ..models.decision import OF_RULES
from . import changes, threads
from .changes import Actor, Change
from .commenters import undo as undo_about_person

Action: Any = ModerationDecision.Action
By: Any = ModerationDecision.By
Status: Any = Comment.Status

# What undo takes back. The rest is its author's or nobody's to take back.
UNDOABLE = {
    Action.APPROVE,
    Action.REJECT,
    Action.SPAM,
    Action.RESTORE,
    Action.KEEP,
    Action.HOLD,
    Action.FEATURE,
    Action.UNFEATURE,
    Action.PIN,
    Action.UNPIN,
    Action.UPHOLD,
}


@transaction.atomic
def transition(
    comment_id: int, expected_version: int | None, to: str, actor: Actor, reason: str = "", note: str = ""
) -> Comment:
    """Bring a comment into the state `to`: the one door for a decision about the whole comment.

    Published shows its current text. `expected_version` None means whatever it is now: for rules and the clock.
    """
    comment = changes.lock_one(comment_id, expected_version)
    changes.apply([_to(comment, to, reason, note)], actor)
    _settle_appeals([comment], to)
    return comment


def approve(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Publish a comment with its current text, whether it was held, edited, reported or refused."""
    return transition(comment_id, expected_version, Status.PUBLISHED, actor, note=note)


@transaction.atomic
def reject(
    comment_id: int, expected_version: int | None, actor: Actor, reason: str = "", note: str = "", whole: bool = False
) -> Comment:
    """Refuse what waits, or what stands there.

    Of a published comment whose edit waits, the edit alone is refused and readers keep the older text, unless `whole`.
    """
    comment = changes.lock_one(comment_id, expected_version)
    changes.apply([_refusal(comment, reason, note, whole)], actor)
    return comment


def mark_spam(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Take a comment for spam, with all its texts."""
    return transition(comment_id, expected_version, Status.SPAM, actor, reason="spam", note=note)


def restore(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Publish what was refused or taken for spam."""
    return transition(comment_id, expected_version, Status.PUBLISHED, actor, note=note)


def hold(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Comment:
    """Take a comment off the page until somebody has decided."""
    return transition(comment_id, expected_version, Status.HELD, actor, note=note)


@transaction.atomic
def feature(comment_id: int, expected_version: int | None, actor: Actor, on: bool = True) -> Comment:
    """Make a published comment an editor’s pick, or no longer."""
    comment = changes.lock_one(comment_id, expected_version)
    _must_be_published(comment)
    if comment.is_featured != on:
        action = Action.FEATURE if on else Action.UNFEATURE
        changes.apply([_same(comment, action, featured=on)], actor)
    return comment


@transaction.atomic
def pin(comment_id: int, expected_version: int | None, actor: Actor, on: bool = True) -> Comment:
    """Put a published comment at the top of its thread, or no longer."""
    comment = changes.lock_one(comment_id, expected_version)
    _must_be_published(comment)
    if comment.is_pinned != on:
        changes.apply([_same(comment, Action.PIN if on else Action.UNPIN, pinned=on)], actor)
    return comment


def undo(decision_id: int, actor: Actor) -> Any:
    """Take back a decision of a moderator and return the comment, thread or commenter as it is again.

    Raises NotPossibleError if something was decided about it since, or it is nothing that can be undone.
    """
    decision = ModerationDecision.objects.get(pk=decision_id)
    if decision.action in OF_RULES:
        raise NotPossibleError(_("This cannot be undone."))
    if decision.thread_id:
        return threads.undo(decision, actor)
    if decision.commenter_id:
        return undo_about_person(decision, actor)
    with transaction.atomic():
        comment = changes.lock_one(decision.comment_id)
        changes.apply([_undoing(comment, decision)], actor)
        _reopen(comment, decision)
    return comment


@transaction.atomic
def bulk(
    ids: Iterable[int],
    to: str,
    actor: Actor,
    reason: str = "",
    note: str = "",
    seen: Mapping[int, int] | None = None,
    whole: bool = True,
) -> list[ModerationDecision]:
    """Bring many comments into the state `to` in one go, and return the decisions.

    Those that are there already and those that can no longer get there (deleted meanwhile, say) are left as they are;
    so are those that are no longer the version that was `seen`. Unless `whole`, refusing a published comment whose edit
    waits refuses the edit alone. `undo_bulk()` takes the decisions back.
    """
    comments = changes.lock(ids).values()
    wanted = [
        _to(comment, to, reason, note) if to != Status.REJECTED else _refusal(comment, reason, note, whole)
        for comment in comments
        if to in changes.POSSIBLE[comment.status]
        and (comment.status != to or comment.waiting_since or comment.reported_at)
        and (seen is None or seen.get(comment.pk) == comment.version)
    ]
    decisions = changes.apply(wanted, actor)
    _settle_appeals([change.comment for change in wanted], to)
    return decisions


@transaction.atomic
def undo_bulk(decision_ids: Iterable[int], actor: Actor) -> int:
    """Take back these decisions where nothing was decided since, and return how many that were."""
    decisions = list(ModerationDecision.objects.filter(pk__in=list(decision_ids), comment__isnull=False))
    comments = changes.lock({decision.comment_id for decision in decisions})
    latest = set(
        ModerationDecision.objects.filter(comment__in=comments)
        .order_by("comment", "-pk")
        .distinct("comment")
        .values_list("pk", flat=True)
    )
    wanted = [
        (comments[decision.comment_id], decision)
        for decision in decisions
        if decision.pk in latest and decision.action in UNDOABLE
    ]
    changes.apply([_undoing(comment, decision, checked=True) for comment, decision in wanted], actor)
    for comment, decision in wanted:
        _reopen(comment, decision)
    return len(wanted)


def _to(comment: Comment, to: str, reason: str, note: str) -> Change:
    return Change(
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


def _refusal(comment: Comment, reason: str, note: str, whole: bool) -> Change:
    if whole or not comment.has_waiting_edit:
        return _to(comment, Status.REJECTED, reason, note)
    return Change(
        comment,
        Status.PUBLISHED,
        Action.REJECT,
        shown=comment.published_revision_id,
        current=comment.published_revision_id,
        judged=comment.current_revision_id,
        reason=reason,
        note=note,
    )


def _same(comment: Comment, action: str, **what: Any) -> Change:
    """Return a change that leaves the state of a published comment as it is."""
    return Change(
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


def _undoing(comment: Comment, decision: ModerationDecision, *, checked: bool = False) -> Change:
    """Return the change that puts a comment back to what it was before `decision`."""
    if decision.action not in UNDOABLE or decision.by != By.STAFF:
        raise NotPossibleError(_("This cannot be undone."))
    if not checked and comment.decisions.order_by("-pk").values_list("pk", flat=True)[0] != decision.pk:
        raise NotPossibleError(_("Something was decided since."))
    back = decision.from_status
    judged = decision.revision_id
    return Change(
        comment,
        back,
        Action.UNDO,
        shown=decision.shown_before_id,
        current=judged,
        waits=back == Status.HELD or (back == Status.PUBLISHED and decision.shown_before_id != judged),
        reported=decision.settled_flags.exists() or None,
        featured={Action.FEATURE: False, Action.UNFEATURE: True}.get(Action(decision.action)),
        pinned={Action.PIN: False, Action.UNPIN: True}.get(Action(decision.action)),
        undoes=decision,
    )


def _reopen(comment: Comment, decision: ModerationDecision) -> None:
    """Open again what `decision` settled: reports, an appeal."""
    flags = list(decision.settled_flags.all())
    if flags:
        score = sum(flag.weight for flag in flags)
        decision.settled_flags.update(state="open", decision=None)
        Comment.objects.filter(pk=comment.pk).update(score_flags=comment.score_flags + score)
    if decision.action == Action.RESTORE:
        Appeal.objects.filter(comment=comment, state=Appeal.State.GRANTED).update(
            state=Appeal.State.OPEN, settled_at=None
        )
    if decision.action == Action.UPHOLD:
        Appeal.objects.filter(comment=comment, state=Appeal.State.DENIED).update(
            state=Appeal.State.OPEN, settled_at=None
        )


def _settle_appeals(comments: list[Comment], to: str) -> None:
    """An appeal against a refusal is granted when the comment is published after all."""
    if to == Status.PUBLISHED:
        from . import appeals

        appeals.grant(comments)
