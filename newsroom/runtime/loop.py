"""Base class of the loops of the worker: a loop rests until there is something to do."""

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
    """A thread that ticks when the database notifies it by name, and when something is due.

    If a notification gets lost, the loop finds what is due after NET seconds at most, and any other work after FULL
    seconds.
    """

    woken_by = ""
    """Its name in notifications (migration 0014)."""
    spacing = 0.1
    """The least number of seconds between the starts of two ticks, however many notifications come."""
    first_after = 0.0
    """Seconds from the start to the first tick: loops that tick at different moments can share a connection."""

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.stopping = threading.Event()
        self.woken_at = timezone.now()
        self.at_it_since: float | None = None
        """The start of the current tick, by the monotonic clock; None while it rests."""
        self._woken = threading.Event()
        self._due: datetime | None = None
        self._full_at = NEVER

    def tick(self) -> None:
        """Do once all work that there is."""
        raise NotImplementedError

    def next_due(self) -> datetime | None:
        """Return when the next work is due without a notification; None if nothing is."""
        return None

    def wake(self) -> None:
        """Make it tick now; may be called by any thread."""
        self.woken_at = timezone.now()
        self._woken.set()

    def stop(self) -> None:
        """Make it end after the current tick."""
        self.stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Tick and rest until stopped. A database that is down is tried again a second later."""
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
