"""Undo moderators' decisions, about comments, threads and commenters."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..errors import NotPossibleError
from ..models import Comment, Commenter, CommentThread, ModerationDecision
from ..models.decision import OF_RULES
from . import appeals, changes, commenters, threads
from .changes import Actor, StateChange

Action: Any = ModerationDecision.Action
By: Any = ModerationDecision.By
Status: Any = Comment.Status

# The decisions about comments that can be undone, when staff made them.
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


def undo_decision(decision_id: int, actor: Actor) -> Comment | CommentThread | Commenter:
    """Undo a moderator's decision and return the comment, thread or commenter it was about.

    Raises NotPossibleError if a later decision was made about it, or the decision cannot be undone.
    """
    decision = ModerationDecision.objects.get(pk=decision_id)
    if decision.action in OF_RULES:
        raise NotPossibleError(_("This cannot be undone."))
    if decision.thread_id:
        return threads.undo(decision, actor)
    if decision.commenter_id:
        return commenters.undo(decision, actor)
    with transaction.atomic():
        comment = changes.lock_one(decision.comment_id)
        changes.apply([_reversal(comment, decision)], actor)
        _reopen(comment, decision)
    return comment


@transaction.atomic
def undo_decisions(decision_ids: Iterable[int], actor: Actor) -> int:
    """Undo decisions about comments, skip those with a later decision, and return how many were undone."""
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
    changes.apply([_reversal(comment, decision, checked=True) for comment, decision in wanted], actor)
    for comment, decision in wanted:
        _reopen(comment, decision)
    return len(wanted)


def _reversal(comment: Comment, decision: ModerationDecision, *, checked: bool = False) -> StateChange:
    """Return the change that restores the state of a comment before `decision`.

    `checked`: `decision` is known to be the latest about the comment.
    """
    if decision.action not in UNDOABLE or decision.by != By.STAFF:
        raise NotPossibleError(_("This cannot be undone."))
    if not checked and comment.decisions.order_by("-pk").values_list("pk", flat=True)[0] != decision.pk:
        raise NotPossibleError(_("Something was decided since."))
    back = decision.from_status
    judged = decision.revision_id
    return StateChange(
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
    """Reopen the reports and the appeal that `decision` settled."""
    flags = list(decision.settled_flags.all())
    if flags:
        score = sum(flag.weight for flag in flags)
        decision.settled_flags.update(state="open", decision=None)
        Comment.objects.filter(pk=comment.pk).update(score_flags=comment.score_flags + score)
    appeals.reopen(comment, decision)
