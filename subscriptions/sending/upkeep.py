"""Periodic steps of mailings, run by the worker. They read the tables: there is no queue whose loss could matter.

The worker runs them when `next_due()` says, and when the database notifies it that a row was added or changed.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection

from outbox import transports

from ..services import preferences
from ..services.events import delivery_events
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


def tick() -> bool:
    """Run all steps once, and return whether one did something or failed: then there may be more to do.

    An error of one step is logged and does not stop the next one. Errors of the database connection are raised.
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
    """Prepare sending when a worker starts: bring the configured rates into force."""
    budget.enforce(transports.default().name)
