"""Responses of the page cache: encodings, conditional requests, HEAD, and no page made for another reader."""

import gzip
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Paper, RecommendationRule
from articles.selection import recommended
from articles.services import publishing
from fastpath import cache_tags
from fastpath.page_cache import staff_cookie, store
from fastpath.page_cache.encodings import encoding_for
from tests.fastpath.page_cache.site import Site
from tests.newsroom.runtime.paper import wait_until


@pytest.fixture
def story(transactional_db: None, make_story: Any) -> Any:
    return make_story("Seven countries share winter gas", tags=["Gas"])


@pytest.fixture
def path(story: Any) -> str:
    return story.get_absolute_url()


def test_a_page_is_made_once_and_then_answered_from_memory(site: Site, path: str) -> None:
    first, second = site.get(path), site.get(path)
    assert first.status == second.status == 200
    assert first.body == second.body == site.fresh(path).body
    assert site.made == [path]


def test_it_comes_in_the_encoding_that_the_browser_accepts(site: Site, path: str) -> None:
    plain = site.get(path)
    assert "content-encoding" not in plain.headers
    packed = site.get(path, accept_encoding="gzip, deflate")
    small = site.get(path, accept_encoding="gzip, deflate, br, zstd")
    assert (packed.headers["content-encoding"], small.headers["content-encoding"]) == ("gzip", "br")
    assert gzip.decompress(packed.body) == brotli.decompress(small.body) == plain.body
    assert len({plain.headers["etag"], packed.headers["etag"], small.headers["etag"]}) == 3
    assert {got.headers["vary"] for got in (plain, packed, small)} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.5, *;q=0", "br"),
        ("identity;q=1, *;q=0", ""),
        ("*", "br"),
        ("GZIP", "gzip"),
        ("x" * 100_000, ""),
    ],
)
def test_an_encoding_that_is_refused_is_not_sent(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


def test_who_has_the_page_gets_no_second_copy(site: Site, path: str) -> None:
    tag = site.get(path).headers["etag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        answer = site.get(path, if_none_match=given)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert site.get(path, if_none_match='"other"').status == 200
    changed = site.get("/feeds/rss.xml").headers["last-modified"]
    assert site.get("/feeds/rss.xml", if_modified_since=changed).status == 304


def test_a_head_is_a_page_without_its_body(site: Site, path: str) -> None:
    page, head = site.get(path), site.get(path, method="HEAD")
    assert head.body == b""
    assert head.headers == page.headers
    assert int(head.headers["content-length"]) == len(page.body)


def test_what_a_query_says_that_no_page_depends_on_makes_no_second_page(site: Site, path: str) -> None:
    page = site.get(path)
    queries = ["utm_source=mail", "fbclid=1", "before=9", "q=x", "a=" + "b" * 900, "&&=&", "%00", *map(str, range(20))]
    for query in queries:
        assert site.get(f"{path}?{query}").body == page.body
    assert site.made == [path]
    assert len(site.cache.pages) == 1


def test_a_page_further_back_is_a_page_of_its_own(site: Site, make_story: Any, world: Any) -> None:
    for number in range(22):
        make_story(f"Story {number}")
    there = world.get_absolute_url()
    first = site.get(there)
    older = first.body.decode().split("before=")[1].split('"')[0]
    back = site.get(f"{there}?utm_medium=x&before={older}")
    assert back.body != first.body
    assert back.body == site.fresh(f"{there}?before={older}").body


def test_cookies_of_readers_and_made_up_sessions_get_the_kept_page(site: Site, path: str) -> None:
    page = site.get(path)
    for cookies in (
        "sessionid=x",
        "reader=somebody; csrftoken=abc",
        "desk=1",
        f"desk=1:{'a' * 90}",
        "=;;=",
        "x" * 70_000,
    ):
        assert site.get(path, cookie=cookies).body == page.body
    assert site.made == [path]


def test_nothing_of_who_asked_first_is_in_the_page(site: Site, path: str) -> None:
    page = site.get(
        path, cookie="sessionid=x; reader=abc", accept_language="de", user_agent="Odd", referer="http://x.example/"
    )
    assert page.body == site.fresh(path).body
    assert "set-cookie" not in page.headers


def test_staff_always_get_a_page_made_anew(site: Site, path: str, editor: Any) -> None:
    browser = Client()
    browser.force_login(editor)
    browser.get("/admin/")
    assert browser.cookies[staff_cookie.NAME]["httponly"]
    cookie = f"{staff_cookie.NAME}={browser.cookies[staff_cookie.NAME].value}"
    site.get(path)
    site.get(path, cookie=cookie)
    site.get(path, cookie=f"other=1; {cookie}")
    site.get(path, cookie=f'consent={{"all": true}}; {cookie}')  # as no cookie should be, and as some are
    assert site.made == [path] * 4


def test_the_marker_goes_with_the_session(client: Any, editor: Any) -> None:
    client.force_login(editor)
    client.get("/admin/")
    assert staff_cookie.has_staff_cookie(f"{staff_cookie.NAME}={client.cookies[staff_cookie.NAME].value}")
    client.post("/admin/logout/")
    client.get("/admin/login/")
    assert not client.cookies[staff_cookie.NAME].value


def test_the_marker_opens_nothing(client: Any, editor: Any, db: None) -> None:
    client.force_login(editor)
    client.get("/admin/")
    value = client.cookies[staff_cookie.NAME].value
    stranger = Client()
    stranger.cookies[staff_cookie.NAME] = value
    assert stranger.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/search/?q=gas", "/subscribe/", "/me/", "/nothing-here/", "/archive/", "/admin/login/", "/healthz", "/mail/x/"],
)
def test_what_is_for_one_reader_or_no_page_is_not_kept(site: Site, story: Any, path: str) -> None:
    site.get(path)
    site.get(path)
    assert len(site.cache.pages) == 0
    assert len(site.made) == 2


def test_the_form_for_comments_and_the_preview_of_a_draft_are_not_kept(
    site: Site, story: Any, make_draft: Any, editor: Any
) -> None:
    site.get(f"/comments/{story.address}/write/")
    site.get(f"/comments/{story.address}/fragment/")
    draft = make_draft("Nobody knows this yet")
    browser = Client()
    browser.force_login(editor)
    assert browser.get(f"/admin/snippets/articles/article/preview/{draft.pk}/").status_code == 200
    assert len(site.cache.pages) == 0


def test_a_post_reaches_django(site: Site, path: str) -> None:
    site.get(path)
    assert site.get(path, method="POST").status in {403, 405}
    assert len(site.made) == 2


def test_another_host_gets_nothing_that_is_kept(site: Site, path: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    site.get(path)
    assert site._ask(site.cache, path, "GET", {"host": "evil.example"}).status == 400


def test_a_page_asked_for_without_tls_is_led_to_tls(open_site: Any, path: str, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_SSL_REDIRECT = ("HTTP_X_FORWARDED_PROTO", "https"), True
    site = open_site()
    assert site.get(path, x_forwarded_proto="https").status == 200
    assert site.get(path).status == 301
    assert site.get(path, x_forwarded_proto="https").status == 200


def test_many_who_ask_for_a_page_at_once_have_it_made_once(open_site: Any) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        asked.set()
        go_on.wait(10)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"news " * 200]

    site = open_site(application=slow)
    with ThreadPoolExecutor(20) as pool:
        crowd = [pool.submit(site.get, "/") for _ in range(20)]
        assert asked.wait(10)
        go_on.set()
        assert {future.result(20).body for future in crowd} == {b"news " * 200}
    assert site.made == ["/"]


def test_who_looks_just_before_a_page_is_there_does_not_have_it_made_again(open_site: Any, monkeypatch: Any) -> None:
    def about_the_front(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"news"]

    site = open_site(application=about_the_front)
    begin = site.cache.flight.begin

    def late(address: Any) -> Any:
        monkeypatch.undo()
        assert site.get("/").status == 200  # somebody else, who is quicker
        return begin(address)

    monkeypatch.setattr(site.cache.flight, "begin", late)
    assert site.get("/").status == 200
    assert site.made == ["/"]


def test_a_page_that_changed_while_it_was_made_is_not_kept(open_site: Any) -> None:
    def changing(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        site.cache.pages.purge("front")
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"old"]

    site = open_site(application=changing)
    assert [site.get("/").body, site.get("/").body] == [b"old", b"old"]
    assert site.made == ["/", "/"]


def test_a_page_that_is_too_old_stays_unseen_though_the_new_one_changed_while_it_was_made(
    open_site: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(store, "FRESH", -100.0)
    texts = [b"yesterday", b"today"]

    def changing(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        cache_tags.mentions("section-1")
        if len(site.made) > 1:
            site.cache.pages.purge("section-1")
        start_response("200 OK", [("Content-Type", "text/html")])
        return [texts.pop(0)]

    site = open_site(application=changing, surrogate_headers=True)
    assert site.get("/").body == b"yesterday"
    answer = site.get("/")
    assert (answer.body, answer.headers["cdn-cache-control"]) == (b"today", "max-age=1")


def test_memory_is_bounded_and_what_is_read_stays(open_site: Any) -> None:
    def page(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on(f"tag-{environ['PATH_INFO']}")
        start_response("200 OK", [("Content-Type", "image/x")])
        return [b"x" * 6_000]

    site = open_site(application=page, max_bytes=200_000)
    for number in range(100):
        site.get(f"/tags/t{number}/")
        site.get("/tags/read-by-all/")
    assert site.cache.pages.bytes <= 200_000
    assert site.made.count("/tags/read-by-all/") == 1
    assert len(site.cache.pages._by_tag) <= 2 * len(site.cache.pages)


def test_ten_thousand_addresses_that_do_not_exist_take_no_memory(open_site: Any) -> None:
    def missing(environ: Any, start_response: Any) -> Any:
        start_response("404 Not Found", [("Content-Type", "text/html")])
        return [b"no"]

    site = open_site(application=missing)
    for number in range(10_000):
        assert site.get(f"/tags/nothing-{number}/").status == 404
    assert (len(site.cache.pages), site.cache.pages.bytes, len(site.cache.flight)) == (0, 0, 0)


def test_a_page_that_shows_what_changed_is_made_anew_while_the_old_one_is_shown(
    site: Site, story: Any, make_story: Any, monkeypatch: Any
) -> None:
    other = make_story("The bakers’ strike")
    front = site.get("/")
    other.headline = "The bakers’ strike is over"
    publishing.publish(other.save_revision())
    site.settle()
    assert site.get("/").body == front.body
    site.settle()
    assert "is over" in site.get("/").body.decode()
    assert "is over" in site.get(other.get_absolute_url()).body.decode()  # the page about it is never old


def test_nobody_is_shown_a_page_that_has_been_old_for_long(site: Site, path: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(store, "FRESH", -100.0)
    site.get(path)
    assert site.is_kept(path)
    site.get(path)
    assert site.made == [path] * 2


def test_when_making_it_anew_fails_the_old_page_is_shown(open_site: Any, monkeypatch: Any) -> None:
    broken: list[bool] = []

    def page(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        start_response("500 Broken" if broken else "200 OK", [("Content-Type", "text/html")])
        return [b"sorry" if broken else b"news"]

    monkeypatch.setattr(store, "FRESH", -100.0)
    site = open_site(application=page)
    site.get("/")
    broken.append(True)
    answer = site.get("/")
    assert (answer.status, answer.body) == (200, b"news")
    assert answer.headers["warning"].startswith("110")


def test_when_making_it_anew_fails_all_of_a_crowd_are_shown_the_old_page(open_site: Any) -> None:
    goes_on = threading.Event()

    def page(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        if len(site.made) > 1:
            goes_on.wait(20)
        start_response("200 OK" if len(site.made) == 1 else "500 Broken", [("Content-Type", "text/html")])
        return [b"news"]

    site = open_site(application=page)
    site.get("/")
    site.cache.pages.expire_all()
    with ThreadPoolExecutor(6) as pool:
        crowd = [pool.submit(site.get, "/") for _ in range(6)]
        wait_until(lambda: len(site.made) > 1 and pool._work_queue.empty())
        goes_on.set()
        assert [one.result(60).status for one in crowd] == [200] * 6


def test_when_making_it_anew_fails_a_page_that_was_withdrawn_meanwhile_is_not_shown(
    open_site: Any, monkeypatch: Any
) -> None:
    def page(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("article-1")
        if len(site.made) > 1:
            site.cache.pages.purge("article-1")
        start_response("200 OK" if len(site.made) == 1 else "500 Broken", [("Content-Type", "text/html")])
        return [b"news"]

    monkeypatch.setattr(store, "FRESH", -100.0)
    site = open_site(application=page)
    assert [site.get("/").status, site.get("/").status] == [200, 500]


def test_a_cache_in_front_is_told_what_the_page_shows(open_site: Any, story: Any, path: str) -> None:
    keys = open_site(surrogate_headers=True).get(path).headers["surrogate-key"].split()
    assert {f"article-{story.pk}", f"tag-{story.tags.get().pk}", "paper"} <= set(keys)


def test_a_cache_in_front_keeps_no_page_longer_than_it_is_right_by_itself(open_site: Any, path: str) -> None:
    site, news = open_site(surrogate_headers=True), "/news-sitemap.xml"
    with timezone.override(Paper.load().tzinfo()):
        now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    seconds = {at: int(re.findall(r"\d+", site.get(at).headers["cdn-cache-control"])[0]) for at in (path, news)}
    assert abs(seconds[path] - (midnight - now).total_seconds()) < 100  # the date is on every page
    assert abs(seconds[news] - 3_600) < 100


def test_readers_are_not_told_our_keys(site: Site, path: str) -> None:
    assert "surrogate-key" not in site.get(path).headers


@pytest.mark.parametrize("path", ["/theme-{}.css", "/archive/19{}/01/01/", "/archive/19{}/02/"])
def test_addresses_that_anybody_can_make_up_keep_no_pages(site: Site, paper: Any, path: str) -> None:
    for number in (10, 11, 12):
        assert site.get(path.format(number)).status == 200
    assert len(site.cache.pages) == 0


def test_what_is_recommended_anew_is_seen_under_the_story(site: Site, story: Any, path: str, make_story: Any) -> None:
    others = [make_story(f"Story {number}") for number in range(16)]  # the newest of the section are others than this
    pinned = others[0]
    assert pinned.get_absolute_url() not in site.get(path).body.decode()
    RecommendationRule.objects.create(under=story, story=pinned, verdict="pin")
    recommended.choose(story.pk)
    site.settle()
    site.get(path)
    site.settle()
    assert site.get(path).body == site.fresh(path).body
    assert pinned.get_absolute_url() in site.get(path).body.decode()


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "reader=abc"), ("Cache-Control", "private"), ("Vary", "Accept, Cookie")]
)
def test_a_page_that_was_made_for_one_reader_is_not_kept(open_site: Any, header: tuple[str, str]) -> None:
    def personal(environ: Any, start_response: Any) -> Any:
        cache_tags.depends_on("front")
        start_response("200 OK", [("Content-Type", "text/html"), header])
        return [b"Hello, Oona"]

    site = open_site(application=personal)
    site.get("/")
    site.get("/")
    assert site.made == ["/", "/"]
    assert len(site.cache.pages) == 0
