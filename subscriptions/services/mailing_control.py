"""Mailing control for staff: pause, cancel, resume, retry. Each is one transaction, true of every mail after it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Delivery, Mailing
from . import locks
from .planning import FRESH

State: Any = Mailing.State


def pause(mailing: Mailing, reason: Any = Mailing.PauseReason.STAFF, detail: str = "") -> bool:
    """Let no more of `mailing` go out until it is resumed; False if it was not held or being sent.

    Waits for the mails in hand.
    """
    return _stop(mailing, State.PAUSED, [State.HELD, State.SENDING], pause_reason=reason, pause_detail=detail[:300])


def cancel(mailing: Mailing) -> bool:
    """Let no more of `mailing` go out, ever; False if it was over. What is open is closed by the worker, soon after."""
    return _stop(mailing, State.CANCELLED, [State.HELD, State.SENDING, State.PAUSED], pause_reason="", pause_detail="")


def resume(mailing: Mailing) -> bool:
    """Let a paused mailing go on from where it was; False if it is not paused.

    Somebody has looked at it: complaints stop it no more, and it may go out for another day.
    """
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if row.state != State.PAUSED:
            return False
        row.state = State.SENDING if row.is_frozen else State.HELD
        row.not_after = timezone.now() + FRESH
        row.despite_complaints |= row.pause_reason == Mailing.PauseReason.COMPLAINTS
        row.pause_reason = row.pause_detail = ""
        row.save(update_fields=["state", "not_after", "despite_complaints", "pause_reason", "pause_detail"])
    mailing.refresh_from_db()
    return True


def hold_longer(mailing: Mailing, wait: timedelta) -> bool:
    """Freeze a held mailing `wait` from now; no time at all sends it at once. False if it is not held any more."""
    until = timezone.now() + wait
    held = Mailing.objects.filter(pk=mailing.pk, state=State.HELD)
    return bool(held.update(hold_until=until, not_after=until + FRESH))


def retry_failed(mailing: Mailing) -> int:
    """Try again all that failed, however it failed; returns how many. Of a cancelled mailing, none."""
    return _again(mailing, Delivery.State.FAILED)


def send_uncertain_again(mailing: Mailing) -> int:
    """Hand over again what nobody knows of: some may get it twice, and staff have decided that this is better."""
    return _again(mailing, Delivery.State.UNCERTAIN)


def call_uncertain_sent(mailing: Mailing) -> int:
    """Take what nobody knows of for sent: some may not have got it, and staff have decided that this is better."""
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
            row.state, row.done_at, row.not_after = State.SENDING, None, timezone.now() + FRESH
            row.save(update_fields=["state", "done_at", "not_after"])
    return count


def _stop(mailing: Mailing, to: Any, from_states: list[Any], **values: Any) -> bool:
    with transaction.atomic():
        locks.stop_mailing(mailing.pk)
        stopped = Mailing.objects.filter(pk=mailing.pk, state__in=from_states).update(state=to, **values)
    mailing.refresh_from_db()
    return bool(stopped)
