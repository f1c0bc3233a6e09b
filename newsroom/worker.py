"""The worker: the clock that publishes, every second; mail that waits; and the queue of everything else."""

import asyncio
import logging
import os
import platform
import signal
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import AppNotOpen

from articles import clock
from outbox.sending import TransactionalSender
from subscriptions import upkeep
from subscriptions.sending import MailingSender

from . import heap, left_jobs
from .health import HEARTBEAT_EVERY
from .models import WorkerHeartbeat

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds
RECONCILE_EVERY = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
LAST_PATIENCE = 3.0  # seconds to wait for a connection when all that is left is to take leave


class Loop(threading.Thread):
    """Does something every second, in a thread of its own: nothing else that the worker does can delay it."""

    first_after = 0.0
    """Seconds from the start to the first tick: who does not tick at the same moment can use the same connection."""

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.stopping = threading.Event()

    def tick(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def run(self) -> None:
        """Tick until stopped. A database that is away is tried again at the next tick."""
        self.stopping.wait(self.first_after)
        while not self.stopping.is_set():
            started = timezone.now()
            try:
                with closing(connection):  # into the pool: each takes 5 MB of the database, and who rests needs none
                    self.tick()
            except Exception:
                logger.exception("A tick failed; the next one tries again")
            elapsed = (timezone.now() - started).total_seconds()
            self.stopping.wait(max(0.05, TICK - elapsed))


class Ticker(Loop):
    """Runs the clock and shows that the worker lives."""

    def __init__(self) -> None:
        super().__init__()
        self.who = f"{platform.node()}:{os.getpid()}"
        self._beat_due = timezone.now()

    def tick(self) -> None:
        """Publish and expire what is due; every few ticks leave a sign of life."""
        clock.run_due()
        now = timezone.now()
        if now >= self._beat_due:
            WorkerHeartbeat.objects.update_or_create(name=self.who, defaults={"beat_at": now})
            WorkerHeartbeat.objects.filter(beat_at__lt=now - FORGOTTEN).delete()
            self._beat_due = now + HEARTBEAT_EVERY


class Mailer(Loop):
    """Hands over transactional mail. A mail server that is slow, or silent, keeps nobody but the next mail waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._sender: TransactionalSender | None = None
        self._reconcile_due = timezone.now()

    def tick(self) -> None:
        """Hand over all that waits; every half minute settle what was left without an answer."""
        sender = self._sender = self._sender or TransactionalSender()
        if timezone.now() >= self._reconcile_due:
            sender.reconcile()
            self._reconcile_due = timezone.now() + RECONCILE_EVERY
        while not self.stopping.is_set() and not sender.is_resting and sender.send_due(most=10):
            pass


class Postmaster(Loop):
    """Freezes mailings, prepares digests, takes up what dead senders left, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = False

    def tick(self) -> None:
        """Do once what is due."""
        if not self._begun:
            upkeep.begin()
            self._begun = True
        upkeep.tick()


class Sender(Loop):
    """Hands over mailings, with a transport and a connection of its own. It rests while the other side is away."""

    def __init__(self) -> None:
        super().__init__()
        self._sender: MailingSender | None = None

    def tick(self) -> None:
        """Hand over all that is due."""
        sender = self._sender = self._sender or MailingSender()
        while not self.stopping.is_set() and not sender.is_resting and sender.send_some():
            pass


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    heap.share_one()
    asyncio.run(work())


async def work() -> None:
    """Run the loops and the queue until SIGTERM or SIGINT, then finish the job and the mail in hand."""
    stop_telling = _tell_caches_in_front() if settings.PAGE_CACHE_PURGES else None
    loops = [Ticker(), Mailer(), Postmaster(), *(Sender() for _number in range(settings.MAIL_SENDERS))]
    for place, each in enumerate(loops):
        each.first_after = TICK * place / len(loops)
        each.start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # The queue's own, not Django's. One listens besides.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2)
    queue = asyncio.create_task(_work_on_queue(connector))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({queue, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for each in loops:
        each.stopping.set()
    with suppress(AppNotOpen):
        connector.pool.timeout = LAST_PATIENCE  # the database may have been told to end, too, and has done so
    queue.cancel()
    await asyncio.gather(queue, return_exceptions=True)
    stopped.cancel()
    for each in loops:
        await asyncio.to_thread(each.join, 5)
    if stop_telling:
        stop_telling()


def _tell_caches_in_front() -> Callable[[], None]:
    """Begin to tell them of changes, and return what ends it. A worker that has none does not load what that needs."""
    from .page_cache.caches_in_front import CachesInFront
    from .page_cache.listener import Listener

    in_front = CachesInFront(settings.PAGE_CACHE_PURGES)
    listener = Listener(in_front)
    in_front.start()
    listener.start()
    return listener.stop


async def _work_on_queue(connector: PsycopgConnector) -> None:
    with app.replace_connector(connector):
        async with app.open_async():
            taking_up = asyncio.create_task(left_jobs.take_up())
            try:
                await app.run_worker_async(
                    concurrency=1, install_signal_handlers=False, delete_jobs="successful", shutdown_graceful_timeout=10
                )
            finally:
                taking_up.cancel()
