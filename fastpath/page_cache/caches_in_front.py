"""Tells caches in front of us, such as Varnish or a CDN, which pages changed: the worker does, for all processes.

Each is sent `PURGE <address>` with the keys in the header `Surrogate-Key` (Varnish: `xkey-purge`, see
docs/operating.md). Keys that gather meanwhile go together; a cache that does not answer is tried again, and told to
drop everything once too much was missed.

They are told everything twice. We may hear of a change before a web process does; a cache that has dropped the page may
then fetch the old one there, and keep it for a day. By the second time each process has heard, or knows that it hears
nothing.
"""

import logging
import queue
import threading
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import urlsplit

from .listener import SILENT
from .store import EVERYTHING

logger = logging.getLogger(__name__)

NOTHING = ""  # no key: wakes who waits for one
TOGETHER = 200  # keys in one request
MOST_WAITING = 20_000  # keys
TIMEOUT = 5.0  # seconds
AGAIN = 2.0  # seconds before a cache that did not answer is tried again
ONCE_MORE = SILENT + 4.0  # seconds until all is told once more; the last for what a process had begun to send


class CacheInFront:
    """One of them, at an http(s) address."""

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"PAGE_CACHE_PURGES: {address} does not begin with http:// or https://.")
        self.address = address
        self._waiting: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self._missed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cache-in-front", daemon=True)

    def start(self) -> None:
        """Begin to tell it."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._wake()
        self._thread.join(2 * TIMEOUT)

    def purge(self, key: str) -> None:
        """Have it drop what shows `key`, soon."""
        try:
            self._waiting.put_nowait(key)
        except queue.Full:
            self._missed.set()

    def purge_everything(self) -> None:
        """Have it drop all pages: changes may have been missed."""
        self._missed.set()
        self._wake()

    def _wake(self) -> None:
        with suppress(queue.Full):  # then it is awake
            self._waiting.put_nowait(NOTHING)

    def _run(self) -> None:
        keys: list[str] = []
        while not self._stopping.is_set():
            keys = keys or self._gather()
            if self._missed.is_set():
                self._missed.clear()
                keys = [EVERYTHING]
            if keys and self._told(keys):
                keys = []
            elif keys:
                self._stopping.wait(AGAIN)

    def _gather(self) -> list[str]:
        keys = {self._waiting.get()}
        while len(keys) < TOGETHER:
            try:
                keys.add(self._waiting.get_nowait())
            except queue.Empty:
                break
        return sorted(keys - {NOTHING})

    def _told(self, keys: list[str]) -> bool:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.address, method="PURGE", headers={"Surrogate-Key": " ".join(keys)}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                return True
        except (OSError, HTTPException) as error:  # URLError is an OSError
            logger.warning("The cache at %s was not told of a change, and is tried again: %s", self.address, error)
            return False


class CachesInFront:
    """All that the settings name, in the shape in which a listener purges pages."""

    def __init__(self, addresses: list[str]) -> None:
        self._caches = [CacheInFront(address) for address in addresses]
        self._once_more: dict[str, float] = {}  # keys, and when they are due
        self._lock = threading.Lock()
        self._new = threading.Condition(self._lock)
        self._stopping = False
        self._thread = threading.Thread(target=self._remind, name="caches-in-front-again", daemon=True)

    def start(self) -> None:
        """Begin to tell them."""
        for cache in self._caches:
            cache.start()
        self._thread.start()

    def stop(self) -> None:
        """End."""
        with self._lock:
            self._stopping = True
            self._new.notify()
        self._thread.join(TIMEOUT)
        for cache in self._caches:
            cache.stop()

    def purge(self, key: str, *, wholly: bool = False) -> None:
        """Have all drop what shows `key`, now and once more."""
        self._tell(key)
        self._tell_again(key)

    def doubt_everything(self) -> None:
        """Have all drop everything."""
        for cache in self._caches:
            cache.purge_everything()
        self._tell_again(EVERYTHING)

    def _tell(self, key: str) -> None:
        for cache in self._caches:
            cache.purge(key)

    def _tell_again(self, key: str) -> None:
        with self._lock:
            if len(self._once_more) >= MOST_WAITING:
                self._once_more.clear()
                key = EVERYTHING
            self._once_more[key] = time.monotonic() + ONCE_MORE
            self._new.notify()

    def _remind(self) -> None:
        while not self._stopping:
            for key in self._due():
                self._tell(key)

    def _due(self) -> list[str]:
        """Return what is due; wait for something to be, and return nothing, if there is none."""
        with self._lock:
            now = time.monotonic()
            found = [key for key, at in self._once_more.items() if at <= now]
            for key in found:
                del self._once_more[key]
            if not found and not self._stopping:
                next_at = min(self._once_more.values(), default=None)
                self._new.wait(None if next_at is None else next_at - now)
        return found

    clear = doubt_everything
