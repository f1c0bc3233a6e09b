"""What keeps mail going. All of it asks the rows: there is no queue whose loss could matter.

The worker asks when `next_due()` says, and when the database says that a row has come or changed.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from outbox import transports

from ..models import Sender
from ..services import bounces, delivery_events, preferences, unsubscribing
from . import budget, circuit_breaker, digests, freezing, ledger, recovery

logger = logging.getLogger(__name__)

RAW_KEPT = timedelta(days=30)
SENDERS_KEPT = timedelta(hours=1)

# In this order: what is waiting to go out first, then what follows from what went.
STEPS: tuple[Callable[[], Any], ...] = (
    freezing.freeze_due,
    recovery.recover,
    recovery.release_deferred,
    recovery.reconcile,
    digests.run_due,
    delivery_events.apply,
    circuit_breaker.check,
    recovery.close_cancelled,
    ledger.recount_due,
    preferences.resume_paused,
    budget.recover,
)


def tick() -> bool:
    """Do once what is due, and return whether there was something, or a step failed: then there may be more.

    A step that fails is logged, and does not stop the next one. Raises what the database raises when it is away.
    """
    busy = False
    for step in STEPS:
        try:
            done = step()
        except Exception:
            logger.exception("%s.%s failed; the next tick tries again", step.__module__, step.__name__)
            if not connection.is_usable():
                raise
            busy = True
        else:
            busy |= bool(done) and step is not ledger.recount_due
    return busy


def next_due(changed_at: datetime) -> datetime | None:
    """Return when there is next something to do, the last change having been at `changed_at`; None: nothing is due."""
    queries = [freezing.due_times(), *recovery.due_times(), digests.due_times()]
    queries += [delivery_events.due_times(), preferences.due_times(), budget.due_times()]
    times = [time for (time,) in queries[0].union(*queries[1:], all=True)]
    times.append(ledger.next_due(changed_at))
    return min((time for time in times if time is not None), default=None)


def begin() -> None:
    """Do what a worker does once, when it starts."""
    budget.enforce(transports.default().name)


def tidy() -> None:
    """Forget what is too old to matter; once an hour is enough."""
    now = timezone.now()
    while unsubscribing.forget_unconfirmed(now) >= 1000:
        pass
    bounces.forget_raw(now - RAW_KEPT)
    Sender.objects.filter(heartbeat_at__lt=now - SENDERS_KEPT).delete()
