"""The worker: the clock that publishes, on the second; mail that waits; and the queue of everything else.

It rests until there is something to do. Each of its loops says which notice of the database wakes it, and when there is
next something due without one.
"""

import asyncio
import logging
import os
import platform
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import AppNotOpen
from procrastinate.manager import get_channel_for_queues

from articles.services import scheduled_publishing
from outbox import sending
from outbox.sending import TransactionalSender
from subscriptions.models import Delivery
from subscriptions.sending import upkeep
from subscriptions.sending.sender import MailingSender

from ..health import HEARTBEAT_EVERY
from ..models import WorkerHeartbeat
from . import stalled_jobs
from .loop import NET, TICK, Loop
from .process import memory_tuning
from .queue_connector import QueueConnector
from .wake_ups import CHANNEL, Handler, WakeUps

if TYPE_CHECKING:
    from fastpath.page_cache.caches_in_front import CachesInFront

logger = logging.getLogger(__name__)

HANGS_AFTER = 10.0  # seconds that the clock may be at it until no sign of life is given
RECONCILE_EVERY = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
LAST_PATIENCE = 3.0  # seconds to wait for a connection when all that is left is to take leave

_BEAT = """
INSERT INTO newsroom_workerheartbeat (name, beat_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at
"""


class Ticker(Loop):
    """Runs the clock."""

    woken_by = "clock"

    def tick(self) -> None:
        """Publish and expire what is due."""
        scheduled_publishing.run_due()

    def next_due(self) -> datetime | None:
        """Return when the next story is to be published or to expire."""
        return scheduled_publishing.next_due()


class Heartbeat(Loop):
    """Shows every few seconds that the worker lives, as long as the clock does not hang."""

    def __init__(self, ticker: Ticker) -> None:
        super().__init__()
        self.who = f"{platform.node()}:{os.getpid()}"
        self._ticker = ticker
        self._forget_at = time.monotonic()
        self._beat_at = timezone.now()

    def tick(self) -> None:
        """Leave a sign of life; once a day forget those of workers that are gone."""
        self._beat_at = timezone.now() + HEARTBEAT_EVERY
        since = self._ticker.at_it_since
        if since is not None and time.monotonic() - since > HANGS_AFTER:
            return
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, [self.who, timezone.now()])
        if time.monotonic() >= self._forget_at:
            WorkerHeartbeat.objects.filter(beat_at__lt=timezone.now() - FORGOTTEN).delete()
            self._forget_at = time.monotonic() + FORGOTTEN.total_seconds()

    def next_due(self) -> datetime | None:
        """Return when it beats again."""
        return min(self._beat_at, timezone.now() + HEARTBEAT_EVERY)  # the clock may have been put back


class Mailer(Loop):
    """Hands over transactional mail. A mail server that is slow, or silent, keeps nobody but the next mail waiting."""

    woken_by = "outbox"

    def __init__(self) -> None:
        super().__init__()
        self._sender: TransactionalSender | None = None
        self._reconcile_due = timezone.now()

    def tick(self) -> None:
        """Hand over all that waits; every half minute, if need be, settle what was left without an answer."""
        sender = self._sender = self._sender or TransactionalSender()
        if timezone.now() >= self._reconcile_due:
            sender.reconcile()
            self._reconcile_due = timezone.now() + RECONCILE_EVERY
        while not self.stopping.is_set() and not sender.is_resting and sender.send_due(most=10):
            pass

    def next_due(self) -> datetime | None:
        """Return when the next mail waits no longer, or the transport is to be asked about one."""
        due, reconcile = sending.next_due()
        resting_until = self._sender.resting_until if self._sender else timezone.now()
        times = [due and max(due, resting_until), reconcile and max(reconcile, self._reconcile_due)]
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
        self._sender: MailingSender | None = None

    def tick(self) -> None:
        """Hand over all that is due."""
        sender = self._sender = self._sender or MailingSender()
        while not self.stopping.is_set() and not sender.is_resting and self._send_some(sender):
            pass

    def _send_some(self, sender: MailingSender) -> int:
        try:
            sent = sender.send_some()
        except Exception:
            self._then()
            raise
        if sent:
            self._then()
        return sent

    def next_due(self) -> datetime | None:
        """Return when it has rested, if there is anything to hand over."""
        if not Delivery.objects.to_send().exists():
            return None
        return self._sender.resting_until if self._sender else timezone.now()


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    memory_tuning.use_one_arena()
    asyncio.run(work())


async def work() -> None:
    """Run the loops and the queue until SIGTERM or SIGINT, then finish the job and the mail in hand."""
    in_front = _caches_in_front() if settings.PAGE_CACHE_PURGES else None
    ticker, postmaster = Ticker(), Postmaster()
    senders = [Sender(postmaster.wake) for _number in range(settings.MAIL_SENDERS)]
    loops = [ticker, Heartbeat(ticker), Mailer(), postmaster, *senders]
    connector = QueueConnector(net=NET, kwargs=connector_params(), min_size=1, max_size=2)  # its own, not Django's
    wake_ups = WakeUps(handlers(loops, connector, in_front))
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


def handlers(
    loops: Sequence[Loop], connector: QueueConnector | None, in_front: "CachesInFront | None"
) -> dict[str, Handler]:
    """Return who waits for what, by channel."""

    def wake(name: str) -> None:
        for each in loops:
            if each.woken_by == name:
                each.wake()
        if name == "queue" and connector:
            connector.look()

    def wake_all() -> None:
        for each in loops:
            each.wake()

    found = {CHANNEL: Handler(wake, wake_all)}
    if connector:
        found |= {channel: Handler(connector.heard, connector.look) for channel in get_channel_for_queues()}
    if in_front:
        from fastpath.page_cache import listener

        pages = listener.Listener(in_front)
        found[listener.CHANNEL] = Handler(pages.receive, pages.missed)
    return found


def _caches_in_front() -> "CachesInFront":
    """Begin to tell them of changes. A worker that has none does not load what that needs."""
    from fastpath.page_cache.caches_in_front import CachesInFront

    in_front = CachesInFront(settings.PAGE_CACHE_PURGES)
    in_front.start()
    return in_front


async def _work_on_queue(connector: QueueConnector) -> None:
    with app.replace_connector(connector):
        async with app.open_async():
            retrying = asyncio.create_task(stalled_jobs.retry_stalled())
            try:
                await app.run_worker_async(
                    concurrency=1,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=10,
                    fetch_job_polling_interval=NET,
                )
            finally:
                retrying.cancel()
