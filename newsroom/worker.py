"""The worker: the clock that publishes, on the second; mail that waits; and the queue of everything else.

It rests until there is something to do. Each of its loops says which notice of the database wakes it, and when there is
next something due without one.
"""

import asyncio
import logging
import os
import platform
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import AppNotOpen
from procrastinate.manager import get_channel_for_queues

from articles import clock
from outbox import sending
from subscriptions import upkeep
from subscriptions.sending import Postman

from . import heap, left_jobs
from .health import HEARTBEAT_EVERY
from .models import WorkerHeartbeat
from .runtime.queue_connector import QueueConnector
from .runtime.wake_ups import CHANNEL, Handler, WakeUps

if TYPE_CHECKING:
    from .page_cache.caches_in_front import CachesInFront

logger = logging.getLogger(__name__)

NET = 60.0  # seconds after which a loop looks although nothing woke it
TICK = 1.0  # seconds between two looks at what is due and not done, as when another worker is at it
PUNCTUAL = 0.005  # seconds; to wake a moment before something is due would be to wake in vain
RECONCILE_EVERY = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
LONGEST_REST = timedelta(minutes=1)
LAST_PATIENCE = 3.0  # seconds to wait for a connection when all that is left is to take leave

_BEAT = """
INSERT INTO newsroom_workerheartbeat (name, beat_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at
"""


class Loop(threading.Thread):
    """Does something whenever there may be something to do, in a thread of its own: nothing else can delay it.

    It ticks when the database gives a notice that names it, when something is due, and every NET seconds besides, so
    that a notice which got lost costs no more than that.
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
        self._woken = threading.Event()

    def tick(self) -> None:
        """Do once what there is to do."""
        raise NotImplementedError

    def next_due(self) -> datetime | None:
        """Return when there is something to do even if nobody gives a notice; None: not before the net."""
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
        """Tick until stopped. A database that is away is tried again a second later."""
        self.stopping.wait(self.first_after)
        while not self.stopping.is_set():
            self._woken.clear()  # whatever wakes it from now on is seen by the tick after this one
            started = time.monotonic()
            rest = self._tick()
            if not self.stopping.is_set():
                self._woken.wait(rest)
                self.stopping.wait(max(0.0, started + self.spacing - time.monotonic()))

    def _tick(self) -> float:
        """Tick, and return for how many seconds to rest."""
        try:
            with closing(connection):  # into the pool: each takes 5 MB of the database, and who rests needs none
                self.tick()
                due = self.next_due()
        except Exception:
            logger.exception("A tick failed; the next one tries again")
            return TICK
        if due is None:
            return NET
        seconds = (due - timezone.now()).total_seconds()
        return min(NET, seconds + PUNCTUAL) if seconds > 0 else TICK


class Ticker(Loop):
    """Runs the clock and shows that the worker lives."""

    woken_by = "clock"

    def __init__(self) -> None:
        super().__init__()
        self.who = f"{platform.node()}:{os.getpid()}"
        self._look = True
        self._due: datetime | None = None
        # By the process's clock: the other one may be put back.
        self._beat_at = self._forget_at = self._look_at = time.monotonic()

    def wake(self) -> None:
        """Have it run the clock now."""
        self._look = True
        super().wake()

    def tick(self) -> None:
        """Publish and expire what is due; every few seconds leave a sign of life."""
        if self._look or time.monotonic() >= self._look_at or (self._due and timezone.now() >= self._due):
            self._look, self._look_at = False, time.monotonic()  # at once again, should it fail
            clock.run_due()
            self._due, self._look_at = clock.next_due(), time.monotonic() + NET
        if time.monotonic() >= self._beat_at:
            with connection.cursor() as cursor:
                cursor.execute(_BEAT, [self.who, timezone.now()])
            self._beat_at = time.monotonic() + HEARTBEAT_EVERY.total_seconds()
        if time.monotonic() >= self._forget_at:
            WorkerHeartbeat.objects.filter(beat_at__lt=timezone.now() - FORGOTTEN).delete()
            self._forget_at = time.monotonic() + FORGOTTEN.total_seconds()

    def next_due(self) -> datetime | None:
        """Return when the clock or the next sign of life is due."""
        beat = timezone.now() + timedelta(seconds=self._beat_at - time.monotonic())
        return min(self._due, beat) if self._due else beat


class Mailer(Loop):
    """Hands over transactional mail. A mail server that is slow, or silent, keeps nobody but the next mail waiting."""

    woken_by = "outbox"

    def __init__(self) -> None:
        super().__init__()
        self._reconcile_due = timezone.now()

    def tick(self) -> None:
        """Hand over all that waits; every half minute, if need be, settle what was left without an answer."""
        if timezone.now() >= self._reconcile_due:
            sending.reconcile()
            self._reconcile_due = timezone.now() + RECONCILE_EVERY
        while not self.stopping.is_set() and sending.send_due(most=10):
            pass

    def next_due(self) -> datetime | None:
        """Return when the next mail waits no longer, or the transport is to be asked about one."""
        due, reconcile = sending.next_due(), sending.next_reconcile()
        times = [due, reconcile and max(reconcile, self._reconcile_due)]
        return min((time for time in times if time), default=None)


class Postmaster(Loop):
    """Freezes mailings, prepares digests, takes up what dead senders left, and counts."""

    woken_by = "mailings"
    spacing = TICK  # it asks much, and who watches a mailing wants no more than a number a second

    def __init__(self) -> None:
        super().__init__()
        self._begun = False
        self._busy = False

    def tick(self) -> None:
        """Do once what is due."""
        if not self._begun:
            upkeep.begin()
            self._begun = True
        self._busy = upkeep.tick()

    def next_due(self) -> datetime | None:
        """Return when something is due: at once if there may be more of what there was."""
        if self._busy:
            self.woken_at = timezone.now()  # what it did is to be counted, too
            return self.woken_at
        return upkeep.next_due(self.woken_at)


class Sender(Loop):
    """Hands over mailings, with a transport and a connection of its own. It rests while the other side is away.

    What it did it tells `then`: counts and times that follow from it.
    """

    woken_by = "deliveries"

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._then = then
        self._postman: Postman | None = None
        self._unreachable = 0
        self._resting_until = timezone.now()

    def tick(self) -> None:
        """Hand over all that is due."""
        postman = self._postman = self._postman or Postman()
        if timezone.now() < self._resting_until:
            return
        while not self.stopping.is_set() and postman.send_some():
            self._then()
            if postman.unreachable:
                self._unreachable += 1
                self._resting_until = timezone.now() + min(LONGEST_REST, timedelta(seconds=2**self._unreachable))
                return
            self._unreachable = 0

    def next_due(self) -> datetime | None:
        """Return when it has rested."""
        return self._resting_until if self._resting_until > timezone.now() else None


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    heap.share_one()
    asyncio.run(work())


async def work() -> None:
    """Run the loops and the queue until SIGTERM or SIGINT, then finish the job and the mail in hand."""
    in_front = _caches_in_front() if settings.PAGE_CACHE_PURGES else None
    postmaster = Postmaster()
    loops = [Ticker(), Mailer(), postmaster, *(Sender(postmaster.wake) for _number in range(settings.MAIL_SENDERS))]
    connector = QueueConnector(kwargs=connector_params(), min_size=1, max_size=2, net=NET)  # its own, not Django's
    wake_ups = WakeUps(_handlers(loops, connector, in_front))
    for place, each in enumerate(loops):
        each.first_after = TICK * place / len(loops)
        each.start()
    wake_ups.start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    queue = asyncio.create_task(_work_on_queue(connector))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({queue, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for each in loops:
        each.stop()
    with suppress(AppNotOpen):
        connector.pool.timeout = LAST_PATIENCE  # the database may have been told to end, too, and has done so
    queue.cancel()
    await asyncio.gather(queue, return_exceptions=True)
    stopped.cancel()
    for each in loops:
        await asyncio.to_thread(each.join, 5)
    await asyncio.to_thread(wake_ups.stop)
    if in_front:
        in_front.stop()


def _handlers(loops: Sequence[Loop], connector: QueueConnector, in_front: "CachesInFront | None") -> dict[str, Handler]:
    """Return who waits for what, by channel."""

    def wake(name: str) -> None:
        for each in loops:
            if each.woken_by == name:
                each.wake()
        if name == "queue":
            connector.look()

    def wake_all() -> None:
        for each in loops:
            each.wake()

    handlers = {channel: Handler(connector.heard, connector.look) for channel in get_channel_for_queues()}
    handlers[CHANNEL] = Handler(wake, wake_all)
    if in_front:
        from .page_cache import listener

        pages = listener.Listener(in_front)
        handlers[listener.CHANNEL] = Handler(pages.heard, pages.missed)
    return handlers


def _caches_in_front() -> "CachesInFront":
    """Begin to tell them of changes. A worker that has none does not load what that needs."""
    from .page_cache.caches_in_front import CachesInFront

    in_front = CachesInFront(settings.PAGE_CACHE_PURGES)
    in_front.start()
    return in_front


async def _work_on_queue(connector: QueueConnector) -> None:
    with app.replace_connector(connector):
        async with app.open_async():
            taking_up = asyncio.create_task(left_jobs.take_up())
            try:
                await app.run_worker_async(
                    concurrency=1,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=10,
                    fetch_job_polling_interval=NET,
                )
            finally:
                taking_up.cancel()
