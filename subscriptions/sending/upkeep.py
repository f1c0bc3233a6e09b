"""What keeps mail going. All of it asks the rows, every second: there is no queue whose loss could matter."""

import logging
from collections.abc import Callable
from datetime import timedelta
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


def tick() -> None:
    """Do once what is due. A step that fails is logged, and does not stop the next one.

    Raises what the database raises when it is away.
    """
    for step in STEPS:
        try:
            step()
        except Exception:
            logger.exception("%s.%s failed; the next tick tries again", step.__module__, step.__name__)
            if not connection.is_usable():
                raise


def begin() -> None:
    """Do what a worker does once, when it starts."""
    budget.enforce(transports.default().name)


def tidy() -> None:
    """Forget what is too old to matter; once an hour is enough."""
    now = timezone.now()
    while unsubscribing.delete_unconfirmed(now) >= 1000:
        pass
    bounces.forget_raw(now - RAW_KEPT)
    Sender.objects.filter(heartbeat_at__lt=now - SENDERS_KEPT).delete()
