"""Hears from the database what it announces (PostgreSQL's LISTEN), above all which pages a change touches."""

import logging
import select
import socket
import threading
import time
from typing import Any, Protocol

import psycopg
from django.db import connection

from .counters import Counters
from .store import NEVER

logger = logging.getLogger(__name__)

CHANNEL = "newsroom_pages"
WHOLLY = "!"  # before a key: what shows it goes too, as when a story is withdrawn
ALL = "*"
SIGN_OF_LIFE = 2.5  # seconds between two looks whether the connection still stands
SILENT = 6.0  # seconds without a sign of life after which the database is taken for away, though it is connected
AGAIN = 0.5  # seconds before a database that is away is tried again


class Purgeable(Protocol):
    """What can be told of changes: the pages of a process, or caches in front of all of them."""

    def purge(self, key: str, *, wholly: bool = False) -> None:
        """Drop, or have made anew, what shows `key`."""

    def doubt_everything(self) -> None:
        """Have everything made anew."""

    def clear(self) -> None:
        """Drop everything."""


class ChannelListener:
    """Hear what the database announces on `channels`, in a thread and on a connection of its own.

    The connection must reach PostgreSQL itself: a pooler in transaction mode loses LISTEN. `_parameters()` is the one
    place that says where it goes.
    """

    channels: tuple[str, ...] = ()
    name = "listener"
    if_away = "The database is away"
    sign_of_life = SIGN_OF_LIFE

    def __init__(self) -> None:
        self.hears_until = NEVER  # by the process's clock; put off with every sign of life
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._begun = threading.Event()

    @property
    def hears(self) -> bool:
        """Whether everything that was committed a moment ago is known here."""
        return time.monotonic() < self.hears_until

    def notified(self, channel: str, message: str) -> None:
        """Act on one notice."""
        raise NotImplementedError

    def missed(self) -> None:
        """Act on having listened to nothing until now: notices may have been missed."""
        raise NotImplementedError

    def was_late(self) -> None:
        """Act on a sign of life that came late. What was announced meanwhile has come all the same."""

    def start(self) -> None:
        """Begin to listen, in a thread of its own."""
        self.hears_until = NEVER
        self._stopping = threading.Event()
        self._awake, self._wake = socket.socketpair()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()
        self._begun.wait(1)

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._wake.close()  # which `select` sees at the other end
            self._thread.join(5 * SIGN_OF_LIFE)
            self._awake.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                if self.hears_until != NEVER:
                    logger.warning("%s: %s", self.if_away, str(error).strip())
            except Exception:
                logger.exception("Listening for changes failed; it is tried again")
            self.hears_until = NEVER
            self._begun.set()
            self._stopping.wait(AGAIN)

    def _listen(self) -> None:
        with psycopg.connect(**_parameters() | {"application_name": self.name}, autocommit=True) as database:
            for channel in self.channels:
                database.execute(f"LISTEN {channel}")
            self.missed()  # what changed before we listened, nobody told us
            self.hears_until = time.monotonic() + SILENT
            self._begun.set()
            while not self._stopping.is_set():
                _wait_for(self.sign_of_life, database.fileno(), self._awake.fileno())
                self._hear_out(database)
                if not self.hears:
                    self.was_late()
                self.hears_until = time.monotonic() + SILENT

    def _hear_out(self, database: psycopg.Connection[Any]) -> None:
        """Take what has come, and see whether the database is there. Raises OperationalError if it says nothing.

        psycopg's own questions would wait for ever on a connection that leads nowhere any more, as after a failover.
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
                if result.error_message:  # as when it is shut down: no sign of life
                    database.close()
                    raise psycopg.OperationalError(result.error_message.decode(errors="replace"))


class Listener(ChannelListener):
    """Purges `pages` as the database says. While it does not `hear`, nobody knows whether a page is still right."""

    channels = (CHANNEL,)
    name = "newsroom page cache"
    if_away = "The database is away; pages are shown as they were"

    def __init__(self, pages: Purgeable) -> None:
        super().__init__()
        self.pages = pages
        self._last: object = object()
        self._counters: Counters | None = None

    def last_heard(self) -> object | None:
        """Return something that is another after each change; None while it does not hear."""
        return self._last if self.hears else None

    def start(self, counters: Counters | None = None) -> None:
        """Begin to listen, in a thread of its own."""
        self._counters = counters
        super().start()

    def notified(self, channel: str, message: str) -> None:
        """Do what the database says."""
        self.heard(message)

    def heard(self, message: str) -> None:
        """Do what the database says: purge a key, what shows it too (`!key`), or all pages (`*`)."""
        self._last = object()
        if message == ALL:
            self.pages.clear()
        else:
            self.pages.purge(message.removeprefix(WHOLLY), wholly=message.startswith(WHOLLY))
        if self._counters:
            self._counters.add("purges")

    def missed(self) -> None:
        """Have every page made anew before it is shown again."""
        self._last = object()
        self.pages.doubt_everything()

    was_late = missed  # nobody knew whether pages were still right


def _wait_for(seconds: float, *files: int) -> bool:
    """Wait until something can be read from one of `files`; False if nothing can by then."""
    poll = select.poll()  # `select.select` takes no file with a number above 1,023, which a busy process has
    for file in files:
        poll.register(file, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {name: value for name, value in given.items() if name not in {"cursor_factory", "pool", "context"}} | {
        "connect_timeout": 3,
    }
