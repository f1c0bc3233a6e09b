"""The worker: the clock that publishes, every second, the senders of mail, and the queue of everything else."""

import asyncio
import logging
import os
import platform
import signal
import threading
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from articles import clock

from .health import HEARTBEAT_EVERY
from .mail_threads import mail_threads
from .models import WorkerHeartbeat

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds
FORGOTTEN = timedelta(days=1)


class Ticker(threading.Thread):
    """Runs the clock every second and shows that the worker lives, whatever the queue is doing."""

    def __init__(self) -> None:
        super().__init__(name="ticker", daemon=True)
        self.stopping = threading.Event()
        self.who = f"{platform.node()}:{os.getpid()}"
        self._beat_due = timezone.now()

    def run(self) -> None:
        """Tick until stopped. A database that is away is tried again at the next tick."""
        while not self.stopping.is_set():
            started = timezone.now()
            try:
                close_old_connections()
                self.tick()
            except Exception:
                logger.exception("A tick failed; the next one tries again")
                connection.close()
            elapsed = (timezone.now() - started).total_seconds()
            self.stopping.wait(max(0.05, TICK - elapsed))
        connection.close()

    def tick(self) -> None:
        """Publish and expire what is due; every few ticks leave a sign of life."""
        clock.run_due()
        now = timezone.now()
        if now >= self._beat_due:
            WorkerHeartbeat.objects.update_or_create(name=self.who, defaults={"beat_at": now})
            WorkerHeartbeat.objects.filter(beat_at__lt=now - FORGOTTEN).delete()
            self._beat_due = now + HEARTBEAT_EVERY


async def work() -> None:
    """Run ticker, mail and queue until SIGTERM or SIGINT, then finish the job in hand."""
    threads: list[Any] = [Ticker(), *mail_threads()]
    for thread in threads:
        thread.start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    queue = asyncio.create_task(_work_on_queue())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({queue, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for thread in threads:
        thread.stopping.set()
    queue.cancel()
    await asyncio.gather(queue, return_exceptions=True)
    stopped.cancel()
    for thread in threads:
        await asyncio.to_thread(thread.join, 5)


async def _work_on_queue() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(
                concurrency=1, install_signal_handlers=False, delete_jobs="successful", shutdown_graceful_timeout=10
            )
