"""The WSGI application around Django's that serves cached pages, and stores those that Django renders."""

import io
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from .. import cache_tags, conf, process_cache
from ..cache_tags import CacheTags
from . import surrogate_headers as surrogate
from .cache_key import CacheKeyBuilder, Environ
from .counters import Counters
from .encodings import Headers, Variants, encoding_for
from .listener import Listener
from .render_lock import RenderLock
from .single_flight import SingleFlight
from .staff_cookie import has_staff_cookie
from .store import NEVER, CachedPage, CacheKey, PageStore

logger = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

TRIES = 2  # requests of a process at a time that try Django although the database seems down
MAX_BACKGROUND = (
    30  # pages that wait for the background thread; with the database down each takes seconds, and holds up the rest
)
PATIENCE = 10.0  # seconds to wait for another thread that renders the same page
READING = frozenset({"GET", "HEAD"})
STALE = ("Warning", '110 - "Response is Stale"')
# Headers that a cached page may not depend on: it is rendered without them.
PERSONAL = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_IF_RANGE",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
)


@dataclass
class Response:
    """A response of Django, its cache tags, and the page made of it if it is cacheable."""

    status: str
    headers: Headers
    body: bytes
    tags: CacheTags
    begun_at: int
    page: CachedPage | None = None
    is_stored: bool = False

    @property
    def is_cacheable(self) -> bool:
        """Return whether it is for everybody: its view added tags, and no header says that it is for one reader."""
        named = {name.lower(): value.lower() for name, value in self.headers}
        control = named.get("cache-control", "")
        return (
            self.status.startswith("200")
            and bool(self.tags.depends_on)
            and not self.tags.do_not_store
            and "set-cookie" not in named
            and "cookie" not in named.get("vary", "")
            and "private" not in control
            and "no-store" not in control
        )

    @property
    def failed(self) -> bool:
        """Return whether it is a server error."""
        return self.status.startswith("5")


class PageCache:
    """Wraps `application`. Its threads start with the first request, in the process that serves it."""

    def __init__(
        self,
        application: Application,
        *,
        max_bytes: int,
        unavailable_page: Callable[[], str],
        surrogate_headers: bool = False,
    ) -> None:
        self.application, self.render = application, RenderLock(application)
        self.unavailable_page = unavailable_page
        self.pages = PageStore(max_bytes)
        self.surrogate_headers = surrogate_headers
        self.keys = CacheKeyBuilder()
        self.listener = Listener(self.pages)
        self.flight = SingleFlight()
        self._lock = threading.Lock()
        self._tries = threading.BoundedSemaphore(TRIES)
        self._pid = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._pid != os.getpid():
            self._start()
        if environ["REQUEST_METHOD"] not in READING:
            return self.application(environ, start_response)
        cookies = environ.get("HTTP_COOKIE")
        if cookies and has_staff_cookie(cookies):
            return self._bypass(environ, start_response)
        key = self.keys.key(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.pages.get(key)
        if page is not None and self._is_right(page):
            self.counters.add("hit")
            return self._send(page, environ, start_response)
        if environ["PATH_INFO"].startswith(conf.EXCLUDED_PATHS):
            return self.application(environ, start_response)
        return self._answer(key, page, environ, start_response)

    def stop(self) -> None:
        """Stop the threads."""
        self.listener.stop()
        self._background.shutdown()

    def _start(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                self.counters = self.pages.counters = Counters()
                self._background = ThreadPoolExecutor(1, thread_name_prefix="page-renderer")
                self.flight.clear()
                self.listener.start(self.counters)
                process_cache.set_version_source(self.listener.version)
                self._pid = os.getpid()

    def _is_right(self, page: CachedPage) -> bool:
        """Return whether `page` may be served as it is: it is fresh, and a purge of it would have been received."""
        now = time.monotonic()
        return now < page.old_since and now < self.listener.connected_until

    def _bypass(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have Django answer staff."""
        if environ["PATH_INFO"].startswith(conf.EXCLUDED_PATHS):
            return self.application(environ, start_response)
        self.counters.add("bypass")
        return self.render(environ, start_response)

    # Pages that are not fresh ----------------------------------------------------------------

    def _answer(
        self, key: CacheKey, page: CachedPage | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Serve the old page while it is rendered again, or the new one."""
        narrowed = key if page else self.keys.narrowed(key)
        if narrowed is None:
            return self.application(environ, start_response)
        page = page or self.pages.get(narrowed)
        if page is not None:
            now = time.monotonic()
            if self._is_right(page):
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            down = not self.listener.is_connected
            if down or page.may_be_served_stale(now):
                if page.is_to_be_rendered(now):
                    self._render_in_background(narrowed, environ)
                self.counters.add("stale")
                return self._send(page, environ, start_response, stale=down)
        if self.listener.is_connected:
            return self._render_now(narrowed, environ, start_response)
        return self._try(narrowed, environ, start_response)

    def _try(self, key: CacheKey, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Render the page although the database seems down; few at once, for cached pages must find a thread."""
        if not self._tries.acquire(blocking=False):
            return self._unavailable(environ, start_response)
        try:
            return self._render_now(key, environ, start_response)
        finally:
            self._tries.release()

    def _unavailable(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.counters.add("failed")
        body = self.unavailable_page().encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "30"), ("Cache-Control", "no-store")]
        start_response(_line(HTTPStatus.SERVICE_UNAVAILABLE), headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _render_in_background(self, key: CacheKey, environ: Environ) -> None:
        """Render the page in another thread, unless one is at it."""
        rendering = self.flight.begin(key) if len(self.flight) < MAX_BACKGROUND else None
        if rendering is None:
            return
        request = dict(environ)

        def render() -> None:
            try:
                rendering.failed = self._store(key, request).failed
            finally:
                self.flight.finish(key, rendering)

        self._background.submit(render)

    def _render_now(self, key: CacheKey, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Render the page, or wait for the thread that does; if that gives no page, each request asks Django."""
        rendering = self.flight.begin(key)
        if rendering is None:
            other = self.flight.running(key)
            if other is not None:
                other.done.wait(PATIENCE)
            page = self.pages.get(key)
            if page is not None and page.is_fresh(time.monotonic()):
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            if page is not None and other is not None and other.failed:  # it would fail for this request too
                self.counters.add("stale")
                return self._send(page, environ, start_response, stale=True)
            self.counters.add("unkept")
            return self.render(environ, start_response)
        try:
            page = self.pages.get(key)
            if page is not None and self._is_right(page):  # another thread has just finished
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            response = self._store(key, environ)
            rendering.failed = response.failed
        finally:
            self.flight.finish(key, rendering)
        if response.failed and (old := self.pages.get(key)) is not None:
            self.counters.add("stale")
            return self._send(old, environ, start_response, stale=True)
        self.counters.add("miss" if response.is_stored else "unkept")
        if response.page is not None:
            return self._send(response.page, environ, start_response)
        start_response(response.status, response.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    def _store(self, key: CacheKey, environ: Environ) -> Response:
        """Have Django render the page, and store it if it is cacheable."""
        response = self._request(key, environ)
        if response.failed:
            self.counters.add("failed")
        elif response.is_cacheable:
            response.page = CachedPage(key, self._variants(response), response.tags, time.monotonic())
            response.is_stored = self.pages.store(response.page, response.begun_at)
            if not response.is_stored:  # purged while it was rendered; it is right for requests from before that
                response.page.expire(NEVER)
        else:  # gone, or no longer for everybody: not to be served even while the database is down
            self.pages.drop(key)
        return response

    def _request(self, key: CacheKey, environ: Environ) -> Response:
        """Request the page from Django without the headers that say who asks."""
        request = {name: value for name, value in environ.items() if name not in PERSONAL}
        request |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": key[2],
            "CONTENT_LENGTH": "",
            "wsgi.input": io.BytesIO(),
        }
        started: list[Any] = []
        position = self.pages.position()
        with cache_tags.collecting() as tags:
            chunks = self.render(request, lambda *given: started.extend(given[:2]))
            try:
                body = b"".join(chunks)
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
        status, headers = started
        return Response(status, list(headers), body, tags, position)

    def _variants(self, response: Response) -> Variants:
        more = surrogate.headers_of(response.tags) if self.surrogate_headers else []
        return Variants([*response.headers, *more], response.body)

    # Sending ---------------------------------------------------------------------------------

    def _send(
        self, page: CachedPage, environ: Environ, start_response: StartResponse, *, stale: bool = False
    ) -> Iterable[bytes]:
        """Send a cached page in an accepted encoding, or 304 if the client has it (RFC 9110 §13)."""
        page.used = True
        tag, headers, body = page.variants.of(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if stale:
            headers = [*headers, STALE]
        if self.surrogate_headers and (stale or not page.is_fresh(time.monotonic())):
            headers = surrogate.of_stale_page(headers)
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._has(page, tag, environ):
            self.counters.add("not_modified")
            left_out = {"Content-Length", "Content-Encoding", "Content-Type"}
            start_response(_line(HTTPStatus.NOT_MODIFIED), [pair for pair in headers if pair[0] not in left_out])
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _has(self, page: CachedPage, tag: str, environ: Environ) -> bool:
        """Return whether the client has the page already."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return tags.strip() == "*" or any(one.strip().removeprefix("W/") == tag for one in tags.split(","))
        changed = page.variants.last_modified
        return bool(changed) and environ.get("HTTP_IF_MODIFIED_SINCE") == changed


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
