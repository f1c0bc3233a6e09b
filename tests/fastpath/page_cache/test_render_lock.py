"""The render lock: one page at a time, and no request waits for one that hangs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from fastpath.page_cache import render_lock
from fastpath.page_cache.render_lock import RenderLock

AT_ONCE = 8


class Pages:
    """Django, as it makes pages: it notes how many it makes at once, and whether the one before was over."""

    def __init__(self, make: Callable[[str], Any] = HttpResponse) -> None:
        self.make, self.most, self.open = make, 0, set[str]()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Make the page of this path."""
        path = environ["PATH_INFO"]
        with self._lock:
            self.open.add(path)
            self.most = max(self.most, len(self.open))
        threading.Event().wait(0.002)  # as it waits for the database
        response = self.make(path)

        def close() -> None:
            with self._lock:
                self.open.discard(path)

        response.close = close
        return response


def test_pages_are_made_one_after_the_other_and_each_is_over_before_the_next_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        render_lock, "PATIENCE", 60
    )  # a busy machine may keep a thread from its turn for longer than ours
    pages = Pages()
    ask = RenderLock(pages)
    with ThreadPoolExecutor(AT_ONCE) as readers:
        bodies = list(readers.map(lambda number: ask({"PATH_INFO": f"/{number}/"}, None), range(AT_ONCE * 5)))
    assert bodies == [[f"/{number}/".encode()] for number in range(AT_ONCE * 5)]
    assert pages.most == 1
    assert not pages.open


def test_nobody_waits_for_a_page_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_lock, "PATIENCE", 0.01)
    hangs, goes_on = threading.Event(), threading.Event()

    def make(path: str) -> HttpResponse:
        if path == "/hangs/":
            hangs.set()
            goes_on.wait(30)
        return HttpResponse(path)

    ask = RenderLock(Pages(make))
    with ThreadPoolExecutor(2) as readers:
        slow = readers.submit(ask, {"PATH_INFO": "/hangs/"}, None)
        assert hangs.wait(30)
        try:
            assert ask({"PATH_INFO": "/quick/"}, None) == [b"/quick/"]
        finally:
            goes_on.set()
        assert slow.result() == [b"/hangs/"]


def test_one_that_fails_leaves_the_turn_to_the_next() -> None:
    def fail(environ: dict[str, Any], start_response: Any) -> Any:
        raise RuntimeError(environ["PATH_INFO"])

    ask = RenderLock(fail)
    for path in ("/one/", "/two/"):
        with pytest.raises(RuntimeError, match=path):
            ask({"PATH_INFO": path}, None)
    assert ask._lock.acquire(blocking=False)


def test_a_stream_is_handed_on_as_it_comes() -> None:
    def make(path: str) -> StreamingHttpResponse:
        return StreamingHttpResponse(iter([path.encode(), b"more"]))

    pages = Pages(make)
    answer = RenderLock(pages)({"PATH_INFO": "/long/"}, None)
    assert pages.open
    assert list(answer) == [b"/long/", b"more"]
