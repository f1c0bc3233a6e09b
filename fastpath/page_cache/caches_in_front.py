"""Purges caches in front, such as Varnish or a CDN; one worker does it for all web processes.

Each cache gets `PURGE <address>` with the tags in the header `Surrogate-Key` (Varnish: `xkey-purge`). Tags that come in
meanwhile are sent together. A request that fails is tried again, and if too many tags wait everything is purged.

Every tag is purged twice. This process may hear of a change before a web process does; a cache that has dropped the
page may then fetch the old one, and keep it for a day. By the second purge each web process has heard of the change, or
knows that it is disconnected.
"""

import logging
import queue
import threading
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import urlsplit

from ..conf import TAG_OF_ALL_PAGES
from .listener import SILENT

logger = logging.getLogger(__name__)

NO_TAG = ""  # wakes the thread that waits for one
MAX_TAGS = 200  # in one request
MAX_WAITING = 20_000  # tags
TIMEOUT = 5.0  # seconds
RETRY = 2.0  # seconds until a cache that did not answer is tried again
SECOND_PURGE = SILENT + 4.0  # seconds until the second purge; 4 for a response that was being sent


class CacheInFront:
    """A cache at an http(s) address, and the thread that purges it."""

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"PAGE_CACHE_PURGES: {address} does not begin with http:// or https://.")
        self.address = address
        self._waiting: queue.Queue[str] = queue.Queue(MAX_WAITING)
        self._missed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cache-in-front", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread."""
        self._stopping.set()
        self._wake()
        self._thread.join(2 * TIMEOUT)

    def purge(self, tag: str) -> None:
        """Purge pages with `tag` soon."""
        try:
            self._waiting.put_nowait(tag)
        except queue.Full:
            self._missed.set()

    def purge_everything(self) -> None:
        """Purge all pages soon: changes may have been missed."""
        self._missed.set()
        self._wake()

    def _wake(self) -> None:
        with suppress(queue.Full):  # then it is awake
            self._waiting.put_nowait(NO_TAG)

    def _run(self) -> None:
        tags: list[str] = []
        while not self._stopping.is_set():
            tags = tags or self._gather()
            if self._missed.is_set():
                self._missed.clear()
                tags = [TAG_OF_ALL_PAGES]
            if tags and self._send(tags):
                tags = []
            elif tags:
                self._stopping.wait(RETRY)

    def _gather(self) -> list[str]:
        tags = {self._waiting.get()}
        while len(tags) < MAX_TAGS:
            try:
                tags.add(self._waiting.get_nowait())
            except queue.Empty:
                break
        return sorted(tags - {NO_TAG})

    def _send(self, tags: list[str]) -> bool:
        """Send a purge of `tags`; return whether the cache has answered."""
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.address, method="PURGE", headers={"Surrogate-Key": " ".join(tags)}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                return True
        except (OSError, HTTPException) as error:  # URLError is an OSError
            logger.warning("The cache at %s was not told of a change, and is tried again: %s", self.address, error)
            return False


class CachesInFront:
    """All caches that the settings name, to be purged by a Listener."""

    def __init__(self, addresses: list[str]) -> None:
        self._caches = [CacheInFront(address) for address in addresses]
        self._due_again: dict[str, float] = {}  # tags, and the time of their second purge
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._stopping = False
        self._thread = threading.Thread(target=self._repeat, name="caches-in-front-again", daemon=True)

    def start(self) -> None:
        """Start their threads."""
        for cache in self._caches:
            cache.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop their threads."""
        with self._lock:
            self._stopping = True
            self._changed.notify()
        self._thread.join(TIMEOUT)
        for cache in self._caches:
            cache.stop()

    def purge(self, tag: str, *, wholly: bool = False) -> None:
        """Purge pages with `tag` from all caches, now and a second time."""
        self._purge_once(tag)
        self._purge_again(tag)

    def expire_all(self) -> None:
        """Purge everything from all caches."""
        for cache in self._caches:
            cache.purge_everything()
        self._purge_again(TAG_OF_ALL_PAGES)

    def _purge_once(self, tag: str) -> None:
        for cache in self._caches:
            cache.purge(tag)

    def _purge_again(self, tag: str) -> None:
        with self._lock:
            if len(self._due_again) >= MAX_WAITING:
                self._due_again.clear()
                tag = TAG_OF_ALL_PAGES
            self._due_again[tag] = time.monotonic() + SECOND_PURGE
            self._changed.notify()

    def _repeat(self) -> None:
        while not self._stopping:
            for tag in self._due():
                self._purge_once(tag)

    def _due(self) -> list[str]:
        """Return the tags that are due; if there are none, wait until one is, and return nothing."""
        with self._lock:
            now = time.monotonic()
            found = [tag for tag, at in self._due_again.items() if at <= now]
            for tag in found:
                del self._due_again[tag]
            if not found and not self._stopping:
                next_at = min(self._due_again.values(), default=None)
                self._changed.wait(None if next_at is None else next_at - now)
        return found

    clear = expire_all
