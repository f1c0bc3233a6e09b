"""Receives notifications of the database (PostgreSQL's LISTEN), and purges the pages that a change touches."""

import logging
import select
import socket
import threading
import time
from typing import Any, Protocol

import psycopg
from django.db import connection

from .. import conf
from .counters import Counters
from .store import NEVER

logger = logging.getLogger(__name__)

CHANNEL = f"{conf.PREFIX}_pages"
WHOLLY = "!"  # before a tag: pages that only mention it are dropped too, as when a story is withdrawn
ALL = "*"
HEARTBEAT = 2.5  # seconds between two checks of the connection
SILENT = 6.0  # seconds without an answer after which a connected database is taken for down
RECONNECT = 0.5  # seconds until a database that is down is tried again


class Purgeable(Protocol):
    """Something to purge: the pages of a process, or caches in front of all processes."""

    def purge(self, tag: str, *, wholly: bool = False) -> None:
        """Drop pages with `tag`, or have them rendered again."""

    def expire_all(self) -> None:
        """Have every page rendered again."""

    def clear(self) -> None:
        """Drop every page."""


class ChannelListener:
    """Receive the notifications on `channels`, in a thread and on a connection of its own.

    The connection must reach PostgreSQL itself: a pooler in transaction mode loses LISTEN. `_parameters()` is the one
    place that says where it goes.
    """

    channels: tuple[str, ...] = ()
    name = "listener"
    if_away = "The database is away"
    heartbeat = HEARTBEAT

    def __init__(self) -> None:
        self.connected_until = NEVER  # by the monotonic clock; put off with every answer
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._started = threading.Event()

    @property
    def is_connected(self) -> bool:
        """Return whether every change that was committed a moment ago is known here."""
        return time.monotonic() < self.connected_until

    def notified(self, channel: str, message: str) -> None:
        """Act on one notification."""
        raise NotImplementedError

    def missed(self) -> None:
        """Act on a new connection: earlier notifications may have been missed."""
        raise NotImplementedError

    def was_late(self) -> None:
        """Act on an answer that came late. The notifications in between have come all the same."""

    def start(self) -> None:
        """Start the thread that listens."""
        self.connected_until = NEVER
        self._stopping = threading.Event()
        self._awake, self._wake = socket.socketpair()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()
        self._started.wait(1)

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._wake.close()  # which `select` sees at the other end
            self._thread.join(5 * HEARTBEAT)
            self._awake.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                if self.connected_until != NEVER:
                    logger.warning("%s: %s", self.if_away, str(error).strip())
            except Exception:
                logger.exception("Listening for changes failed; it is tried again")
            self.connected_until = NEVER
            self._started.set()
            self._stopping.wait(RECONNECT)

    def _listen(self) -> None:
        with psycopg.connect(**_parameters() | {"application_name": self.name}, autocommit=True) as database:
            for channel in self.channels:
                database.execute(f"LISTEN {channel}")
            self.missed()  # of earlier changes there was no notification
            self.connected_until = time.monotonic() + SILENT
            self._started.set()
            while not self._stopping.is_set():
                _wait_for(self.heartbeat, database.fileno(), self._awake.fileno())
                self._receive_all(database)
                if not self.is_connected:
                    self.was_late()
                self.connected_until = time.monotonic() + SILENT

    def _receive_all(self, database: psycopg.Connection[Any]) -> None:
        """Receive the notifications that have come, and check the connection. Raises OperationalError if it is dead.

        psycopg's own queries would wait for ever on a connection to a server that is gone, as after a failover.
        """
        ours, deadline = database.pgconn, time.monotonic() + SILENT
        ours.send_query(b"SELECT 1")
        while True:
            if not _wait_for(deadline - time.monotonic(), ours.socket):
                database.close()
                raise psycopg.OperationalError(f"it has said nothing for {SILENT:.0f} seconds")
            ours.consume_input()
            while notice := ours.notifies():
                self.notified(notice.relname.decode(), notice.extra.decode())
            while not ours.is_busy():
                if (result := ours.get_result()) is None:
                    return
                if result.error_message:  # as when the server is shut down
                    database.close()
                    raise psycopg.OperationalError(result.error_message.decode(errors="replace"))


class Listener(ChannelListener):
    """Purges `pages` as the database notifies. Unless it is connected, no page is known to be still right."""

    channels = (CHANNEL,)
    name = f"{conf.PREFIX} page cache"
    if_away = "The database is away; pages are shown as they were"

    def __init__(self, pages: Purgeable) -> None:
        super().__init__()
        self.pages = pages
        self._version: object = object()
        self._counters: Counters | None = None

    def version(self) -> object | None:
        """Return the version of the data for ProcessCache: another object after each change, None if disconnected."""
        return self._version if self.is_connected else None

    def start(self, counters: Counters | None = None) -> None:
        """Start the thread that listens."""
        self._counters = counters
        super().start()

    def notified(self, channel: str, message: str) -> None:
        """Purge what the notification names."""
        self.receive(message)

    def receive(self, message: str) -> None:
        """Purge a tag, wholly if it is sent as `!tag`, or all pages (`*`)."""
        self._version = object()
        if message == ALL:
            self.pages.clear()
        else:
            self.pages.purge(message.removeprefix(WHOLLY), wholly=message.startswith(WHOLLY))
        if self._counters:
            self._counters.add("purges")

    def missed(self) -> None:
        """Have every page rendered again before it is shown."""
        self._version = object()
        self.pages.expire_all()

    was_late = missed  # it is not known whether pages were still right


def _wait_for(seconds: float, *files: int) -> bool:
    """Wait until one of `files` is readable; return False if none is by then."""
    poll = select.poll()  # `select.select` takes no file descriptor above 1,023, which a busy process has
    for file in files:
        poll.register(file, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {name: value for name, value in given.items() if name not in {"cursor_factory", "pool", "context"}} | {
        "connect_timeout": 3,
    }
