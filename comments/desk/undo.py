"""Undo of a moderator's latest decision, about one comment or a thousand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from ..models import ModerationDecision
from ..reasons import name_of
from ..services import undo as undo_service
from ..services.changes import staff

OFFERED = timedelta(hours=1)
KEY = "comments_together"  # session key: first and last primary key, and number, of decisions made together


@dataclass(frozen=True)
class LastDecision:
    """A moderator's latest decision, or all of theirs from `first` to `last` made together."""

    decision: ModerationDecision
    first: int
    last: int
    number: int = 1

    @property
    def what(self) -> str:
        """Return the action taken."""
        return str(self.decision.get_action_display())

    @property
    def why(self) -> str | Promise:
        """Return the reason, if there was one."""
        return name_of(self.decision.reason_code) if self.decision.reason_code else ""

    @property
    def about(self) -> str:
        """Return the beginning of the text that was judged, or the commenter's name."""
        if self.decision.revision is not None:
            return self.decision.revision.text[:80]
        return str(self.decision.commenter or "")


def remember(request: Any, decided: list[int]) -> None:
    """Store in the session that these decisions were made together, so that one undo covers all of them."""
    if decided:
        request.session[KEY] = [min(decided), max(decided), len(decided)]


def last_decision_of(request: Any) -> LastDecision | None:
    """Return this user's latest decision, if it was made within an hour and still stands; else None."""
    found = (
        ModerationDecision.objects.filter(actor=request.user, created_at__gte=timezone.now() - OFFERED)
        .filter(Q(comment__isnull=False) | Q(commenter__isnull=False), undone_by=None)
        .exclude(action=ModerationDecision.Action.UNDO)
        .select_related("revision", "commenter")
        .order_by("-created_at", "-id")
        .first()
    )
    if found is None:
        return None
    first, last, number = request.session.get(KEY) or (0, 0, 0)
    if first <= found.pk <= last:
        return LastDecision(found, first, last, number)
    return LastDecision(found, found.pk, found.pk)


def undo(first: int, last: int, user: Any) -> tuple[int, list[int]]:
    """Undo the decision `first`, or all that `user` made about comments from `first` to `last`.

    Returns the number undone, and the primary keys of the comments. Raises NotPossibleError if a single one cannot be
    undone, ModerationDecision.DoesNotExist if there is none.
    """
    if first == last:
        decision = ModerationDecision.objects.get(pk=first)
        undo_service.undo_decision(first, staff(user))
        return 1, [decision.comment_id] if decision.comment_id else []
    rows = ModerationDecision.objects.filter(pk__range=(first, last), actor=user, comment__isnull=False, undone_by=None)
    rows = rows.exclude(action=ModerationDecision.Action.UNDO).order_by("pk")
    done, after = 0, 0
    while batch := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:1_000]):
        done += undo_service.undo_decisions(batch, staff(user))
        after = batch[-1]
    return done, []
