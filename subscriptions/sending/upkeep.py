"""Periodic steps of mailings, run by the worker. They read the tables: there is no queue whose loss could matter."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection

from outbox import transports

from ..services import delivery_events, preferences
from . import budget, circuit_breaker, digests, freezing, ledger, recovery

logger = logging.getLogger(__name__)

# In this order: first mail that waits to leave, then the consequences of mail that has left.
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
    """Run all steps once. An error of one step is logged and does not stop the next one.

    Errors of the database connection are raised.
    """
    for step in STEPS:
        try:
            step()
        except Exception:
            logger.exception("%s.%s failed; the next tick tries again", step.__module__, step.__name__)
            if not connection.is_usable():
                raise


def begin() -> None:
    """Prepare sending when a worker starts: bring the configured rates into force."""
    budget.enforce(transports.default().name)
