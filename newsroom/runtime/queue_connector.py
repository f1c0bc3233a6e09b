"""The connections of the queue, without one that listens: the worker's own (wake_ups.py) hears for it."""

import asyncio
import json
import select
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg_pool import AsyncConnectionPool

LOOK = json.dumps({"type": "job_inserted", "job_id": 0})
ONCE_MORE = 1.0  # second
AGAIN = 5.0  # seconds until a database that is away is asked again
_NEXT_JOB = """
SELECT extract(epoch FROM min(scheduled_at) - now())::float AS wait
FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at > now()
"""


async def _check(connection: psycopg.AsyncConnection[Any]) -> None:
    """Raise an error if `connection` has ended, of which the server would have told; see `fastpath.database`."""
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    if looking.poll(0):
        await AsyncConnectionPool.check_connection(connection)


def _make_pool(**options: Any) -> AsyncConnectionPool:
    return AsyncConnectionPool(**options | {"check": _check})


class QueueConnector(PsycopgConnector):
    """A connector that is told of notices, and looks by itself when a job that was put off is due.

    It looks every `net` seconds besides.
    """

    def __init__(self, *, net: float, kwargs: dict[str, Any], **options: Any) -> None:
        # Each statement of the queue is one transaction, and needs no BEGIN and COMMIT around it.
        super().__init__(kwargs=kwargs | {"autocommit": True}, pool_factory=_make_pool, **options)
        self.net = net
        self._loop: asyncio.AbstractEventLoop | None = None
        self._inbox: asyncio.Queue[str]

    def heard(self, notice: str) -> None:
        """Take a notice of procrastinate's; may be called by any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and so has the queue
                self._loop.call_soon_threadsafe(self._inbox.put_nowait, notice)

    def look(self) -> None:
        """Look for jobs now; may be called by any thread."""
        self.heard(LOOK)

    async def listen_notify(self, on_notification: Any, channels: Iterable[str]) -> None:
        """Pass notices on for ever, and look once more after some.

        procrastinate forgets a notice that comes while it is asking for a job.
        """
        channel = next(iter(channels))
        self._inbox, self._loop = asyncio.Queue(), asyncio.get_running_loop()
        patience = self.net
        while True:
            notices = await self._wait(patience)
            patience = ONCE_MORE if notices else self.net
            for notice in notices or [LOOK]:
                await on_notification(channel=channel, payload=notice)

    async def _wait(self, patience: float) -> list[str]:
        """Return what is heard; nothing when a job is due before, or after `patience` seconds."""
        try:
            first = await asyncio.wait_for(self._inbox.get(), min(patience, await self._seconds_to_next_job()))
        except TimeoutError:
            return []
        return [first, *(self._inbox.get_nowait() for _ in range(self._inbox.qsize()))]

    async def _seconds_to_next_job(self) -> float:
        try:
            row = await self.execute_query_one_async(_NEXT_JOB)
        except ConnectorException:
            return AGAIN
        return self.net if row["wait"] is None else min(self.net, max(0.01, row["wait"] + 0.01))
