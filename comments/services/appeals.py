"""Appeals of authors against refusals."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..errors import BadTextError, NotPossibleError, NotYoursError
from ..models import Appeal, Comment, Commenter, ModerationDecision
from ..reasons import decision_for_author
from ..text import clean_line
from . import changes
from .changes import Actor, StateChange

Action: Any = ModerationDecision.Action
State: Any = Appeal.State


@transaction.atomic
def appeal(comment_id: int, author: Commenter, text: str) -> Appeal:
    """Create the author's appeal against a refused comment; each comment can be appealed once.

    Raises NotYoursError, BadTextError, and NotPossibleError if it is not refused or was appealed before.
    """
    text = clean_line(text)
    if not text or len(text) > 1000:
        raise BadTextError(_("Say in at most 1,000 characters why it should stand."))
    comment = changes.lock_one(comment_id)
    if comment.author_id != author.pk:
        raise NotYoursError
    if comment.status not in changes.REFUSED:
        raise NotPossibleError(_("Only a refused comment can be appealed."))
    found, new = Appeal.objects.get_or_create(comment=comment, defaults={"text": text})
    if not new:
        raise NotPossibleError(_("You have appealed already."))
    return found


@transaction.atomic
def deny(comment_id: int, expected_version: int | None, actor: Actor, note: str = "") -> Appeal:
    """Deny the open appeal; the refusal stands with its reason.

    Raises NotPossibleError if there is no open appeal, VersionConflictError.
    """
    comment = changes.lock_one(comment_id, expected_version)
    found = Appeal.objects.filter(comment=comment_id, state=State.OPEN).first()
    if found is None:
        raise NotPossibleError(_("No appeal waits here."))
    found.state, found.settled_at = State.DENIED, timezone.now()
    found.save(update_fields=["state", "settled_at"])
    refusal = decision_for_author(comment)
    reason = refusal.reason_code if refusal else ""
    changes.apply([StateChange(comment, comment.status, Action.UPHOLD, reason=reason, note=note)], actor)
    return found


def grant(comments: Iterable[Comment]) -> None:
    """Mark the open appeals about these comments, which were published after all, as granted."""
    Appeal.objects.filter(comment__in=list(comments), state=State.OPEN).update(
        state=State.GRANTED, settled_at=timezone.now()
    )


def reopen(comment: Comment, decision: ModerationDecision) -> None:
    """Open again the appeal that `decision`, which is being undone, granted or denied."""
    settled = {Action.RESTORE: State.GRANTED, Action.UPHOLD: State.DENIED}.get(Action(decision.action))
    if settled:
        Appeal.objects.filter(comment=comment, state=settled).update(state=State.OPEN, settled_at=None)
