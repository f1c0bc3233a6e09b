"""Preferences of existing subscriptions: pause, resume, cadence. `unsubscribing.py` ends subscriptions."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Subscription
from . import digest_cursors, locks
from .consent import Origin, record_consent

State: Any = Subscription.State


def pause(subscription: Subscription, until: datetime | None, origin: Origin) -> bool:
    """Pause `subscription` until `until`, or until it is resumed; return False if it is not active.

    Once the transaction is committed, no mail of it is handed over.
    """
    return _update(subscription, [State.ACTIVE], origin, state=State.PAUSED, paused_until=until)


def resume(subscription: Subscription, origin: Origin) -> bool:
    """Resume `subscription`; return False if it was not paused. Stories published meanwhile are not sent later."""
    return _update(subscription, [State.PAUSED], origin, state=State.ACTIVE, paused_until=None)


def change_cadence(subscription: Subscription, cadence: str, origin: Origin) -> bool:
    """Change the cadence; return False if it is the same, or the subscription is neither active nor paused."""
    with transaction.atomic():
        if subscription.cadence == cadence:
            return False
        changed = _update(subscription, [State.ACTIVE, State.PAUSED], origin, cadence=cadence)
        if changed:
            digest_cursors.begin(subscription.reader, cadence)
    return changed


def resume_paused(now: datetime | None = None) -> int:
    """Resume subscriptions whose pause is over, and return how many."""
    over = Subscription.objects.filter(state=State.PAUSED, paused_until__lte=now or timezone.now()).with_names()
    with transaction.atomic():
        rows = list(over.select_for_update(of=("self",), skip_locked=True)[:1000])
        Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.ACTIVE, paused_until=None, changed_at=timezone.now()
        )
        record_consent(rows, "changed", Origin("pause is over"))
    return len(rows)


def due_times() -> Any:
    """Return the moment at which the next pause is over, as a query of one column."""
    paused = Subscription.objects.filter(state=State.PAUSED, paused_until__isnull=False)
    return paused.order_by("paused_until").values_list("paused_until")[:1]


def _update(subscription: Subscription, from_states: list[Any], origin: Origin, **values: object) -> bool:
    """Update the row if it is in one of `from_states`, holding off hand-overs to its reader."""
    with transaction.atomic():
        locks.stop_reader(subscription.reader_id)
        rows = Subscription.objects.filter(pk=subscription.pk, state__in=from_states)
        if not rows.update(changed_at=timezone.now(), **values):
            return False
        subscription.refresh_from_db(fields=["state", "cadence", "paused_until", "changed_at"])
        record_consent([subscription], "changed", origin)
    return True
