"""What a reader does with what they have: pause, resume, another cadence. Leaving is in `leaving.py`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Subscription
from . import digest_cursors, locks
from .consent import Origin, note

State: Any = Subscription.State


def pause(subscription: Subscription, until: datetime | None, origin: Origin) -> bool:
    """Let no more mail come by `subscription` until the moment `until`, or until it is resumed; False if not active.

    When it returns and the transaction is committed, nothing is handed over any more.
    """
    return _move(subscription, [State.ACTIVE], origin, state=State.PAUSED, paused_until=until)


def resume(subscription: Subscription, origin: Origin) -> bool:
    """Let mail come again; False if it was not paused. What was published meanwhile does not come after all."""
    return _move(subscription, [State.PAUSED], origin, state=State.ACTIVE, paused_until=None)


def change_cadence(subscription: Subscription, cadence: str, origin: Origin) -> bool:
    """Have the topic mailed as often as `cadence` says; False if that is so already, or nothing stands."""
    with transaction.atomic():
        if subscription.cadence == cadence:
            return False
        changed = _move(subscription, [State.ACTIVE, State.PAUSED], origin, cadence=cadence)
        if changed:
            digest_cursors.begin(subscription.reader, cadence)
    return changed


def resume_paused(now: datetime | None = None) -> int:
    """Let what was paused until a time that has come be active again; returns how many."""
    over = Subscription.objects.filter(state=State.PAUSED, paused_until__lte=now or timezone.now()).with_names()
    with transaction.atomic():
        rows = list(over.select_for_update(of=("self",), skip_locked=True)[:1000])
        Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.ACTIVE, paused_until=None, changed_at=timezone.now()
        )
        note(rows, "changed", Origin("pause is over"))
    return len(rows)


def due_times() -> Any:
    """Return the moment at which the next pause is over, as a query of one column."""
    paused = Subscription.objects.filter(state=State.PAUSED, paused_until__isnull=False)
    return paused.order_by("paused_until").values_list("paused_until")[:1]


def _move(subscription: Subscription, from_states: list[Any], origin: Origin, **values: object) -> bool:
    """Change the row if it is in one of `from_states`, once nothing is being handed over to its reader."""
    with transaction.atomic():
        locks.stop_reader(subscription.reader_id)
        rows = Subscription.objects.filter(pk=subscription.pk, state__in=from_states)
        if not rows.update(changed_at=timezone.now(), **values):
            return False
        subscription.refresh_from_db(fields=["state", "cadence", "paused_until", "changed_at"])
        note([subscription], "changed", origin)
    return True
