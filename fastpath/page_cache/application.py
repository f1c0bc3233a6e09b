"""The WSGI application around Django's: answers from memory what it can, and keeps what Django makes."""

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

from .. import cache_tags, process_cache
from ..cache_tags import CacheTags
from . import surrogate_headers as surrogate
from .cache_key import Asked, Environ
from .counters import Counters
from .encodings import Headers, Variants, encoding_for
from .listener import Listener
from .render_lock import Turns
from .single_flight import Flights
from .staff_cookie import is_marked
from .store import NEVER, Address, Page, Pages

logger = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

TRIES = 2  # requests of a process that may find out whether a database that is away is back
MOST_SOON = (
    30  # pages that wait to be made anew; with the database away each takes seconds, and would be waited for after
)
PATIENCE = 10.0  # seconds to wait for somebody else who makes the same page
READING = frozenset({"GET", "HEAD"})
NEVER_KEPT = ("/admin/", "/static/", "/media/")
STALE = ("Warning", '110 - "Response is Stale"')
# What a page may not depend on: it is made as for somebody of whom nothing is known.
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
class Answer:
    """What Django answered, what it noted of the page, and the page itself if it is one that may be kept."""

    status: str
    headers: Headers
    body: bytes
    shown: CacheTags
    begun_at: int
    page: Page | None = None
    is_kept: bool = False

    @property
    def may_be_kept(self) -> bool:
        """Whether it is a page for everybody: its view said what it is about, and it was not made for one reader."""
        named = {name.lower(): value.lower() for name, value in self.headers}
        control = named.get("cache-control", "")
        return (
            self.status.startswith("200")
            and bool(self.cache_tags.about)
            and not self.shown.is_made_up
            and "set-cookie" not in named
            and "cookie" not in named.get("vary", "")
            and "private" not in control
            and "no-store" not in control
        )

    @property
    def failed(self) -> bool:
        """Whether it is our fault."""
        return self.status.startswith("5")


class PageCache:
    """Wraps `application`. Its threads start with the first request, in the process that serves it."""

    def __init__(
        self,
        application: Application,
        *,
        most_bytes: int,
        unavailable_page: Callable[[], str],
        surrogate_headers: bool = False,
    ) -> None:
        self.application, self.in_turn = application, Turns(application)
        self.unavailable_page = unavailable_page
        self.pages = Pages(most_bytes)
        self.surrogate_headers = surrogate_headers
        self.asked = Asked()
        self.listener = Listener(self.pages)
        self.flights = Flights()
        self._lock = threading.Lock()
        self._tries = threading.BoundedSemaphore(TRIES)
        self._pid = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._pid != os.getpid():
            self._begin()
        if environ["REQUEST_METHOD"] not in READING:
            return self.application(environ, start_response)
        cookies = environ.get("HTTP_COOKIE")
        if cookies and is_marked(cookies):
            return self._pass_by(environ, start_response)
        address = self.asked.address(environ)
        if address is None:
            return self.application(environ, start_response)
        page = self.pages.get(address)
        if page is not None and self._is_right(page):
            self.counters.add("hit")
            return self._send(page, environ, start_response)
        if environ["PATH_INFO"].startswith(NEVER_KEPT):
            return self.application(environ, start_response)
        return self._answer(address, page, environ, start_response)

    def stop(self) -> None:
        """End the threads."""
        self.listener.stop()
        self._makers.shutdown()

    def _begin(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                self.counters = self.pages.counters = Counters()
                self._makers = ThreadPoolExecutor(1, thread_name_prefix="page-maker")
                self.flights.clear()
                self.listener.start(self.counters)
                process_cache.set_version_source(self.listener.last_heard)
                self._pid = os.getpid()

    def _is_right(self, page: Page) -> bool:
        """Whether `page` may be sent without a further thought: it is fresh, and we would know if it were not."""
        now = time.monotonic()
        return now < page.old_since and now < self.listener.hears_until

    def _pass_by(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have Django answer staff."""
        if environ["PATH_INFO"].startswith(NEVER_KEPT):
            return self.application(environ, start_response)
        self.counters.add("bypass")
        return self.in_turn(environ, start_response)

    # A page that is not fresh ----------------------------------------------------------------

    def _answer(
        self, address: Address, page: Page | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with the old page while it is made anew, or with the new one."""
        narrowed = address if page else self.asked.narrowed(address)
        if narrowed is None:
            return self.application(environ, start_response)
        page = page or self.pages.get(narrowed)
        if page is not None:
            now = time.monotonic()
            if self._is_right(page):
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            away = not self.listener.hears
            if away or page.may_be_shown(now):
                if page.is_to_be_made_anew(now):
                    self._make_soon(narrowed, environ)
                self.counters.add("stale")
                return self._send(page, environ, start_response, stale=away)
        if self.listener.hears:
            return self._make_now(narrowed, environ, start_response)
        return self._try(narrowed, environ, start_response)

    def _try(self, address: Address, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Make the page although the database seems away; not too many at once, for kept pages must find a thread."""
        if not self._tries.acquire(blocking=False):
            return self._away(environ, start_response)
        try:
            return self._make_now(address, environ, start_response)
        finally:
            self._tries.release()

    def _away(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.counters.add("failed")
        body = self.unavailable_page().encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "30"), ("Cache-Control", "no-store")]
        start_response(_line(HTTPStatus.SERVICE_UNAVAILABLE), headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _make_soon(self, address: Address, environ: Environ) -> None:
        """Have the page made in another thread, unless somebody is about it."""
        flight = self.flights.take_off(address) if len(self.flights) < MOST_SOON else None
        if flight is None:
            return
        request = dict(environ)

        def make() -> None:
            try:
                flight.failed = self._make(address, request).failed
            finally:
                self.flights.land(address, flight)

        self._makers.submit(make)

    def _make_now(self, address: Address, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Make the page, or wait for whoever makes it; where that brings none, each asks Django for oneself."""
        flight = self.flights.take_off(address)
        if flight is None:
            other = self.flights.to(address)
            if other is not None:
                other.landed.wait(PATIENCE)
            page = self.pages.get(address)
            if page is not None and page.is_fresh(time.monotonic()):
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            if page is not None and other is not None and other.failed:  # it would fail for us too
                self.counters.add("stale")
                return self._send(page, environ, start_response, stale=True)
            self.counters.add("unkept")
            return self.in_turn(environ, start_response)
        try:
            page = self.pages.get(address)
            if page is not None and self._is_right(page):  # it was made just now
                self.counters.add("hit")
                return self._send(page, environ, start_response)
            answer = self._make(address, environ)
            flight.failed = answer.failed
        finally:
            self.flights.land(address, flight)
        if answer.failed and (old := self.pages.get(address)) is not None:
            self.counters.add("stale")
            return self._send(old, environ, start_response, stale=True)
        self.counters.add("miss" if answer.is_kept else "unkept")
        if answer.page is not None:
            return self._send(answer.page, environ, start_response)
        start_response(answer.status, answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _make(self, address: Address, environ: Environ) -> Answer:
        """Have Django make the page, and keep it if it may be kept."""
        answer = self._ask(address, environ)
        if answer.failed:
            self.counters.add("failed")
        elif answer.may_be_kept:
            answer.page = Page(address, self._variants(answer), answer.shown, time.monotonic())
            answer.is_kept = self.pages.keep(answer.page, answer.begun_at)
            if not answer.is_kept:  # it changed while it was made; it is right for whoever asked before
                answer.page.grow_old(NEVER)
        else:  # gone, or no longer for everybody: it is not to be shown even while the database is away
            self.pages.drop(address)
        return answer

    def _ask(self, address: Address, environ: Environ) -> Answer:
        """Ask Django for the page at `address` as somebody would of whom nothing is known."""
        request = {name: value for name, value in environ.items() if name not in PERSONAL}
        request |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": address[2],
            "CONTENT_LENGTH": "",
            "wsgi.input": io.BytesIO(),
        }
        begun: list[Any] = []
        position = self.pages.position()
        with cache_tags.collecting() as tags:
            chunks = self.in_turn(request, lambda *given: begun.extend(given[:2]))
            try:
                body = b"".join(chunks)
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
        status, headers = begun
        return Answer(status, list(headers), body, noted, position)

    def _variants(self, answer: Answer) -> Variants:
        more = surrogate.headers_of(answer.shown) if self.surrogate_headers else []
        return Variants([*answer.headers, *more], answer.body)

    # Sending ---------------------------------------------------------------------------------

    def _send(
        self, page: Page, environ: Environ, start_response: StartResponse, *, stale: bool = False
    ) -> Iterable[bytes]:
        """Send a kept page in the encoding that is accepted, or say that the asker has it (RFC 9110 §13)."""
        page.used = True
        tag, headers, body = page.variants.of(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if stale:
            headers = [*headers, STALE]
        if self.surrogate_headers and (stale or not page.is_fresh(time.monotonic())):
            headers = surrogate.not_long(headers)
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._has(page, tag, environ):
            self.counters.add("not_modified")
            left_out = {"Content-Length", "Content-Encoding", "Content-Type"}
            start_response(_line(HTTPStatus.NOT_MODIFIED), [pair for pair in headers if pair[0] not in left_out])
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _has(self, page: Page, tag: str, environ: Environ) -> bool:
        """Whether the asker has the page already."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return tags.strip() == "*" or any(one.strip().removeprefix("W/") == tag for one in tags.split(","))
        changed = page.variants.last_modified
        return bool(changed) and environ.get("HTTP_IF_MODIFIED_SINCE") == changed


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
