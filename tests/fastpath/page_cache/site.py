"""A web process's page cache around the real application, asked as a server asks it."""

import io
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory

from articles.views.errors import unavailable_page
from fastpath import process_cache
from fastpath.page_cache.application import PageCache


@dataclass
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    """One process: `get` asks it, `fresh` asks Django behind it."""

    def __init__(self, *, max_bytes: int = 50_000_000, application: Any = None, **options: Any) -> None:
        self.made: list[str] = []
        self._django = application or get_wsgi_application()
        self.cache = PageCache(self._application, max_bytes=max_bytes, unavailable_page=unavailable_page, **options)
        self._heard = threading.Event()
        self._awaited = ""
        self._hear, self.cache.listener.receive = self.cache.listener.receive, self._overhear  # type: ignore[method-assign]

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Got:
        """Ask for `path`; `headers` as in `accept_encoding="gzip"`."""
        self._wait_until_it_listens()
        return self._ask(self.cache, path, method, headers)

    def fresh(self, path: str) -> Got:
        """Have Django make the page, of what the database says now and of nothing that is remembered."""
        listening = process_cache._version
        process_cache.set_version_source(lambda: None)
        try:
            return self._ask(self._django, path, "GET", {})
        finally:
            process_cache.set_version_source(listening)

    def is_kept(self, path: str) -> bool:
        """Return whether the page at `path` is cached, fresh or not."""
        return self.cache.pages.get((False, path, "")) is not None

    def settle(self) -> None:
        """Wait until all that the database has said by now was heard, and every page in the making is made."""
        self._awaited = uuid.uuid4().hex
        self._heard.clear()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('newsroom_pages', %s)", [self._awaited])
        assert self._heard.wait(20), "the notice never came"
        self.cache._background.submit(lambda: None).result(timeout=20)

    def stop(self) -> None:
        """End its threads, and give their connections back."""
        if self.cache._pid:
            self.cache._background.submit(lambda: connection.close()).result(timeout=20)
            self.cache.stop()

    def _wait_until_it_listens(self) -> None:
        """Begin, and wait for the database: what is made before may have changed by then, and is not kept."""
        if not self.cache._pid:
            self.cache._start()
            deadline = time.monotonic() + 60
            while not self.cache.listener.is_connected:
                assert time.monotonic() < deadline, "it never heard of the database"
                time.sleep(0.01)

    def _overhear(self, message: str) -> None:
        if message == self._awaited:
            self._heard.set()
        else:
            self._hear(message)

    def _application(self, environ: Any, start_response: Any) -> Any:
        self.made.append(environ["PATH_INFO"])
        return self._django(environ, start_response)

    def _ask(self, application: Any, path: str, method: str, headers: dict[str, str]) -> Got:
        bare, _, query = path.partition("?")
        given = {"HTTP_HOST": "testserver"} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ = RequestFactory()._base_environ(PATH_INFO=bare, QUERY_STRING=query, REQUEST_METHOD=method, **given)
        environ["wsgi.input"] = io.BytesIO()
        begun: list[Any] = []
        chunks = application(environ, lambda *said: begun.extend(said[:2]))
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return Got(int(begun[0].split()[0]), {name.lower(): value for name, value in begun[1]}, body)
