"""The listener: after missed changes, deleted pages and failures no outdated page is served as fresh."""

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from articles.services import publishing
from fastpath import cache_tags
from fastpath.page_cache import application
from tests.fastpath.page_cache.site import Site
from tests.newsroom.runtime.paper import wait_until


def answering(status: Callable[[], str], *headers: tuple[str, str]) -> Any:
    """Return an application whose pages are about the front."""

    def answer(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        start_response(status(), [("Content-Type", "text/html"), *headers])
        return [b"news"]

    return answer


def test_what_changed_while_nobody_listened_is_known_when_somebody_does(site: Site, make_story: Any) -> None:
    story = make_story("Seven countries share winter gas")
    path = story.get_absolute_url()
    site.get(path)
    site.cache.listener.stop()
    publishing.correct(story, kind="correction", text="There are eight countries.")
    site.cache.listener.start(site.cache.counters)
    wait_until(lambda: site.cache.listener.is_connected)
    assert "eight countries" in site.get(path).body.decode()


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "301 Moved Permanently"])
def test_a_page_that_is_found_gone_is_not_shown_when_the_database_is_away(open_site: Any, status: str) -> None:
    said = ["200 OK"]
    site = open_site(application=answering(lambda: said[0]))
    site.get("/")
    said[0] = status
    site.cache.pages.expire_all()
    assert str(site.get("/").status) == status[:3]
    site.cache.listener.stop()
    said[0] = "500 Broken"
    assert site.get("/").status == 500


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "reader=1"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Cache-Control", "private"),
        ("Cache-Control", "no-store"),
    ],
    ids=lambda header: header[1],
)
def test_what_is_made_for_one_reader_is_not_kept(open_site: Any, header: tuple[str, str]) -> None:
    site = open_site(application=answering(lambda: "200 OK", header))
    assert [site.get("/").status for _ in range(2)] == [200, 200]
    assert site.made == ["/", "/"]


def test_few_pages_wait_to_be_made_anew_however_many_are_old(open_site: Any, monkeypatch: Any) -> None:
    go_on = threading.Event()
    go_on.set()
    site = open_site(application=answering(lambda: str(go_on.wait(60) and "200 OK")))
    monkeypatch.setattr(application, "MAX_BACKGROUND", 5)
    paths = [f"/tags/t{number}/" for number in range(20)]
    for path in paths:
        site.get(path)
    site.cache.listener.stop()
    go_on.clear()
    assert {site.get(path).headers["warning"][:3] for path in paths} == {"110"}
    assert len(site.cache.flight) == 5
    go_on.set()


def test_who_is_one_too_many_is_told_so_in_the_language_of_the_paper(site: Site, paper: Any) -> None:
    paper.language = "de"
    paper.save()
    site.get("/")
    site.cache.listener.stop()
    with ExitStack() as others:  # who find out whether the database is back
        for _ in range(application.TRIES):
            others.enter_context(site.cache._tries)
        got, head = site.get("/corrections/"), site.get("/corrections/", method="HEAD")
    assert got.status == head.status == 503
    assert "Bitte gleich noch einmal versuchen" in got.body.decode()
    assert not head.body


def test_a_cache_in_front_keeps_no_old_page_for_long(open_site: Any) -> None:
    site = open_site(application=answering(lambda: "200 OK"), surrogate_headers=True)
    assert "max-age=86400," in site.get("/").headers["cdn-cache-control"]
    site.cache.pages.purge("paper")
    assert site.get("/").headers["cdn-cache-control"] == "max-age=1"


def test_a_process_with_many_open_files_listens_too(open_site: Any) -> None:
    with ExitStack() as many:
        for _ in range(1_100):
            many.enter_context(socket.socket())
        site = open_site(application=answering(lambda: "200 OK"))
        site.get("/")
        site.settle()
        assert site.cache.listener.is_connected
