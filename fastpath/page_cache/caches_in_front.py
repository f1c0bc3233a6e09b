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
from http.client import HTTPException
from urllib.parse import urlsplit

from ..conf import TAG_OF_ALL_PAGES
from .listener import SILENT

logger = logging.getLogger(__name__)

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
        try:
            tags = {self._waiting.get(timeout=0.2)}
        except queue.Empty:
            return []
        while len(tags) < MAX_TAGS:
            try:
                tags.add(self._waiting.get_nowait())
            except queue.Empty:
                break
        return sorted(tags)

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
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._repeat, name="caches-in-front-again", daemon=True)

    def start(self) -> None:
        """Start their threads."""
        for cache in self._caches:
            cache.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop their threads."""
        self._stopping.set()
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

    def _repeat(self) -> None:
        while not self._stopping.wait(0.2):
            for tag in self._due():
                self._purge_once(tag)

    def _due(self) -> list[str]:
        now = time.monotonic()
        with self._lock:
            found = [tag for tag, at in self._due_again.items() if at <= now]
            for tag in found:
                del self._due_again[tag]
        return found

    clear = expire_all
