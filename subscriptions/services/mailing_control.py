"""Mailing control for staff: pause, cancel, resume, retry. Each is one transaction, true of every mail after it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Delivery, Mailing
from . import locks
from .planning import SEND_WINDOW

State: Any = Mailing.State


def pause(mailing: Mailing, reason: Any = Mailing.PauseReason.STAFF, detail: str = "") -> bool:
    """Pause `mailing` until it is resumed; return False if it was neither held nor being sent.

    Waits for the mails that are being handed over.
    """
    return _stop(mailing, State.PAUSED, [State.HELD, State.SENDING], pause_reason=reason, pause_detail=detail[:300])


def cancel(mailing: Mailing) -> bool:
    """Cancel `mailing` for good; return False if it was over. The worker closes its open deliveries soon after."""
    return _stop(mailing, State.CANCELLED, [State.HELD, State.SENDING, State.PAUSED], pause_reason="", pause_detail="")


def resume(mailing: Mailing) -> bool:
    """Resume a paused mailing; return False if it is not paused.

    After this decision complaints no longer pause it, and it may be sent for another day.
    """
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if row.state != State.PAUSED:
            return False
        row.state = State.SENDING if row.is_frozen else State.HELD
        row.not_after = timezone.now() + SEND_WINDOW
        row.despite_complaints |= row.pause_reason == Mailing.PauseReason.COMPLAINTS
        row.pause_reason = row.pause_detail = ""
        row.save(update_fields=["state", "not_after", "despite_complaints", "pause_reason", "pause_detail"])
    mailing.refresh_from_db()
    return True


def hold_longer(mailing: Mailing, wait: timedelta) -> bool:
    """Reset the hold to `wait` from now; zero sends the mailing at once. Return False if it is no longer held."""
    until = timezone.now() + wait
    held = Mailing.objects.filter(pk=mailing.pk, state=State.HELD)
    return bool(held.update(hold_until=until, not_after=until + SEND_WINDOW))


def retry_failed(mailing: Mailing) -> int:
    """Send all failed deliveries again and return how many; none of a cancelled mailing."""
    return _again(mailing, Delivery.State.FAILED)


def send_uncertain_again(mailing: Mailing) -> int:
    """Send uncertain deliveries again and return how many: staff accept that some recipients may get it twice."""
    return _again(mailing, Delivery.State.UNCERTAIN)


def call_uncertain_sent(mailing: Mailing) -> int:
    """Mark uncertain deliveries as sent and return how many: staff accept that some recipients may have got none."""
    rows = mailing.deliveries.filter(state=Delivery.State.UNCERTAIN)
    return int(rows.update(state=Delivery.State.SENT, sent_at=timezone.now(), last_code="assumed"))


def _again(mailing: Mailing, state: Any) -> int:
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if row.state == State.CANCELLED:
            return 0
        failed = row.deliveries.filter(state=state).exclude(to_email="")
        count = failed.update(state=Delivery.State.PENDING, next_at=None)
        if count and row.state == State.DONE:
            row.state, row.done_at, row.not_after = State.SENDING, None, timezone.now() + SEND_WINDOW
            row.save(update_fields=["state", "done_at", "not_after"])
    return count


def _stop(mailing: Mailing, to: Any, from_states: list[Any], **values: Any) -> bool:
    with transaction.atomic():
        locks.stop_mailing(mailing.pk)
        stopped = Mailing.objects.filter(pk=mailing.pk, state__in=from_states).update(state=to, **values)
    mailing.refresh_from_db()
    return bool(stopped)
