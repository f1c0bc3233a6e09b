"""A cache in front of the paper is told what changed, also when it was away."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from articles.services import publishing
from fastpath.page_cache import caches_in_front, listener
from fastpath.page_cache.caches_in_front import CacheInFront, CachesInFront
from fastpath.page_cache.listener import Listener


class Front(ThreadingHTTPServer):
    """Plays Varnish: remembers what it was told to purge, or answers that it is broken, or with nonsense."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Purges)
        self.told: Counter[str] = Counter()
        self.broken = self.confused = 0
        self.news = threading.Condition()

    def wait_for(self, *keys: str, times: int = 1) -> None:
        with self.news:
            assert self.news.wait_for(lambda: all(self.told[key] >= times for key in keys), 20), self.told


class Purges(BaseHTTPRequestHandler):
    """Answers purges as the Front that it belongs to says."""

    server: Front

    def do_PURGE(self) -> None:
        if self.server.confused:
            self.server.confused -= 1
            self.wfile.write(b"\x15\x03\x01 this is no HTTP\r\n\r\n")
            return
        with self.server.news:
            status = 503 if self.server.broken else 200
            self.server.broken = max(0, self.server.broken - 1)
            if status == 200:
                self.server.told.update(self.headers["Surrogate-Key"].split())
            self.server.news.notify_all()
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def front() -> Iterator[Front]:
    server = Front()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(front: Front, transactional_db: None, monkeypatch: Any) -> Iterator[CachesInFront]:
    monkeypatch.setattr(caches_in_front, "RETRY", 0.05)
    caches = CachesInFront([f"http://127.0.0.1:{front.server_port}/"])
    listening = Listener(caches)
    caches.start()
    listening.start()
    yield caches
    listening.stop()
    caches.stop()


def test_it_is_told_of_every_change(front: Front, told: CachesInFront, make_story: Any) -> None:
    story = make_story("Seven countries share winter gas", tags=["Gas"])
    tag = story.tags.get()
    front.wait_for(f"article-{story.pk}", f"section-{story.section_id}-stories", f"tag-{tag.pk}-stories", "stories")


def test_what_it_missed_it_is_told_later(front: Front, told: CachesInFront, make_story: Any) -> None:
    front.broken = 3
    story = make_story()
    front.wait_for(f"article-{story.pk}")


def test_what_it_answered_with_nonsense_it_is_told_again(front: Front, told: CachesInFront, make_story: Any) -> None:
    front.confused = 3
    story = make_story()
    front.wait_for(f"article-{story.pk}")


def test_when_too_much_was_missed_it_drops_everything(front: Front, told: CachesInFront) -> None:
    front.wait_for("paper")  # at the beginning, for earlier changes were missed
    front.told.clear()
    for number in range(caches_in_front.MAX_WAITING + caches_in_front.MAX_TAGS * 200):
        told.purge(f"article-{number}")
    front.wait_for("paper")


def test_an_old_page_that_it_fetched_from_a_process_which_had_not_heard_is_dropped_after(
    front: Front, told: CachesInFront, open_site: Any, make_story: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(caches_in_front, "SECOND_PURGE", 1.0)
    monkeypatch.setattr(listener, "SILENT", 600.0)
    story, site = make_story(), open_site(surrogate_headers=True)
    path, key = story.get_absolute_url(), f"article-{story.pk}"
    front.wait_for(key, times=2)
    front.told.clear()
    site.get(path)
    may_hear, hear = threading.Event(), site.cache.listener.receive
    site.cache.listener.receive = lambda message: may_hear.wait(60) and hear(message)

    publishing.correct(story, kind="correction", text="There are eight countries.")
    front.wait_for(key)
    got = site.get(path)
    assert "stale-while-revalidate" in got.headers["cdn-cache-control"]
    assert "eight countries" not in got.body.decode()

    may_hear.set()
    site.settle()
    front.wait_for(key, times=2)
    assert "eight countries" in site.get(path).body.decode()


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match=r"PAGE_CACHE_PURGES: varnish:6081 does not begin with http"):
        CacheInFront("varnish:6081")
