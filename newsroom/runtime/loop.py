"""A loop of the worker: it rests until there is something to do."""

import logging
import threading
import time
from contextlib import closing
from datetime import datetime

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)

NET = 60.0  # seconds after which a loop asks what is due although nothing woke it
FULL = 600.0  # seconds after which it ticks although nothing is due
TICK = 1.0  # seconds between two ticks while something is due and not done, as when another worker is at it
PUNCTUAL = 0.005  # seconds; to wake a moment before something is due would be to wake in vain
NEVER = float("-inf")


class Loop(threading.Thread):
    """Does something whenever there may be something to do, in a thread of its own: nothing else can delay it.

    It ticks when the database gives a notice that names it, and when something is due. Should a notice get lost, it
    finds what is due NET seconds later at most, and whatever else there is after FULL seconds.
    """

    woken_by = ""
    """Its name in notices (migration 0014)."""
    spacing = 0.1
    """Seconds at least between the beginnings of two ticks, however many notices come."""
    first_after = 0.0
    """Seconds from the start to the first tick: who does not tick at the same moment can use the same connection."""

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.stopping = threading.Event()
        self.woken_at = timezone.now()
        self.at_it_since: float | None = None
        """When it began with what it is doing, by the process's clock; None while it rests."""
        self._woken = threading.Event()
        self._due: datetime | None = None
        self._full_at = NEVER

    def tick(self) -> None:
        """Do once what there is to do."""
        raise NotImplementedError

    def next_due(self) -> datetime | None:
        """Return when there is something to do even if nobody gives a notice; None: nothing is due."""
        return None

    def wake(self) -> None:
        """Have it tick now; may be called by any thread."""
        self.woken_at = timezone.now()
        self._woken.set()

    def stop(self) -> None:
        """Have it end after what is in hand."""
        self.stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Tick and rest until stopped. A database that is away is tried again a second later."""
        self.stopping.wait(self.first_after)
        while not self.stopping.is_set():
            woken = self._woken.is_set()
            if woken:
                self._woken.clear()  # whatever wakes it from now on is seen by the tick after this one
            self.at_it_since = time.monotonic()
            rest, spacing = self._turn(woken), self.at_it_since + self.spacing
            self.at_it_since = None
            if not self.stopping.is_set():
                self._woken.wait(rest)
                self.stopping.wait(max(0.0, spacing - time.monotonic()))

    def _turn(self, woken: bool) -> float:
        """Tick if there is reason to, and return for how many seconds to rest."""
        try:
            with closing(connection):  # into the pool: each takes 5 MB of the database, and who rests needs none
                if woken or self._is_due():
                    self._full_at = NEVER  # at once again, should it fail
                    self.tick()
                    self._full_at = time.monotonic() + FULL
                self._due = self.next_due()
        except Exception:
            logger.exception("A tick failed; the next one tries again")
            return TICK
        if self._due is None:
            return NET
        seconds = (self._due - timezone.now()).total_seconds()
        return min(NET, seconds + PUNCTUAL) if seconds > 0 else TICK

    def _is_due(self) -> bool:
        return time.monotonic() >= self._full_at or (self._due is not None and timezone.now() >= self._due)
