"""Readers find stories by their words, whatever they type."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from articles.models import Article, Paper, TagCount
from articles.search import index
from articles.search import query as finding
from articles.search.query import PAGE_SIZE
from articles.services import publishing
from tests import builders

HOSTILE = "<script>alert(1)</script> & “gas”"


def headlines(page):
    return [heading.get_text().strip() for heading in page.select("ol.found h3")]


@pytest.fixture
def found(read):
    """Return the headlines that a search finds."""
    return lambda query: headlines(read(f"/search/?{query}"))


def test_headline_counts_more_than_body_and_other_forms_of_a_word_are_found(make_story, found):
    make_story("Ministers meet", body=builders.paragraphs("They spoke of ferries for an hour."))
    make_story("A ferry is late")
    make_story("Bread is dear")
    assert found("q=ferries") == ["A ferry is late", "Ministers meet"]


def test_of_two_like_stories_the_newer_comes_first(make_story, found):
    make_story("Old ferry", at=timezone.now() - timedelta(days=900))
    make_story("New ferry")
    assert found("q=ferry") == ["New ferry", "Old ferry"]


def test_the_words_of_search_engines_work(make_story, found):
    make_story("Night ferry cancelled")
    make_story("Ferry at night")
    make_story("Train cancelled")
    assert found('q="night+ferry"') == ["Night ferry cancelled"]
    assert found("q=ferry+-cancelled") == ["Ferry at night"]
    assert set(found("q=train+or+night")) == {"Night ferry cancelled", "Ferry at night", "Train cancelled"}


def test_filters_narrow_what_is_found(make_story, found, business, desk, read):
    now = timezone.now()
    make_story("Ferry one", tags=["NATO"])
    make_story("Ferry two", section=business, bylines=[desk])
    make_story("Ferry three", at=now - timedelta(days=400))
    day = (now - timedelta(days=400)).date()
    assert found("q=ferry&section=business") == ["Ferry two"]
    assert found("q=ferry&tag=nato") == found("q=ferry&tag=NATO") == ["Ferry one"]
    assert found("q=ferry&by=editorial-board") == found("q=ferry&by=Editorial+Board") == ["Ferry two"]
    assert found(f"q=ferry&until={day + timedelta(days=1)}") == ["Ferry three"]
    assert set(found(f"q=ferry&since={day + timedelta(days=2)}")) == {"Ferry one", "Ferry two"}
    page = read("/search/?q=ferry&section=nowhere&since=tomorrow&tag=nope")
    assert headlines(page) == []
    assert {error["id"] for error in page.select(".err")} == {"section-error", "since-error", "tag-error"}


def test_stories_are_found_however_old_they_are(make_story, found):
    years_ago = {years: timezone.now() - timedelta(days=366 * years) for years in (0, 1, 3, 5, 6, 9, 10, 30)}
    for years, at in years_ago.items():
        make_story(f"Ferry of {years} years ago", at=at)
    assert len(found("q=ferry")) == len(years_ago)
    zone = Paper.load().tzinfo()
    days = {years: timezone.localdate(at, zone) for years, at in years_ago.items()}
    assert found(f"q=ferry&until={days[30]}") == ["Ferry of 30 years ago"]
    before = found(f"q=ferry&until={days[5]}")
    assert before == [f"Ferry of {years} years ago" for years in (5, 6, 9, 10, 30)]
    assert found(f"q=ferry&since={days[6]}&until={days[5]}") == ["Ferry of 5 years ago", "Ferry of 6 years ago"]


def test_found_words_are_marked_and_everything_else_is_text(make_story, read):
    make_story(
        f"Ferry {HOSTILE}",
        standfirst=f"{HOSTILE} ferry",
        body=builders.paragraphs("Averell &lt;b&gt;harbour &amp; quay&lt;/b&gt; ferry"),
    )
    page = read("/search/?q=ferry")
    assert headlines(page) == [f"Ferry {HOSTILE}"]
    assert [mark.get_text() for mark in page.select("ol.found mark")] == ["Ferry", "ferry", "ferry"]
    assert page.select_one(".excerpt").get_text() == "… Averell <b>harbour & quay</b> ferry …"
    assert not page.select("ol.found script, ol.found b")


def test_every_story_is_reached_page_by_page_and_none_twice(make_story, read, monkeypatch):
    monkeypatch.setattr(finding, "MOST_RANKED", 12)
    monkeypatch.setattr(finding, "PAGE_SIZE", 5)
    now = timezone.now()
    expected = {make_story(f"Ferry {n}", at=now - timedelta(days=40 * n)).headline for n in range(31)}
    seen, path = [], "/search/?q=ferry"
    while path:
        page = read(path)
        seen += headlines(page)
        following = page.select_one('a[rel~="next"]')
        path = f"/search/{following['href']}" if following else None
    assert len(seen) == len(expected) == len(set(seen))
    assert set(seen) == expected


def test_a_forged_place_in_the_results_means_the_beginning(make_story, found):
    make_story("Ferry")
    for token in ("x", "-1", "%00", "W10:1:x" * 300, signing.dumps([1, 2, 3]), signing.dumps("x", salt="other")):
        assert found(f"q=ferry&after={token}&page=-1") == ["Ferry"]


def test_a_misspelt_word_is_put_right_if_that_finds_something(make_story, read):
    index.learn_words(make_story("The ferry radar failed"))
    page = read("/search/?q=Ferry+raddar")
    assert headlines(page) == []
    assert page.select_one(".hint b").get_text() == "Ferry radar"
    publishing.unpublish(Article.objects.get())
    assert not read("/search/?q=Ferry+raddar").select(".hint b")


@pytest.mark.parametrize(
    "q",
    [
        "x" * 10_000, "ferry " * 2_000, "the of and", "-ferry", "ferry or -ferry", '"""', '"ferry', "'; DROP TABLE; --",
        "a & b | !c <-> d:*A", "((((", "\x00", "ferry\x00\x01\x02mark", "\ud800", "%s %(words)s {0}", "💥", "\u202e",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(make_story, client, q):
    make_story("Ferry")
    response = client.get("/search/", {"q": q.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert 'name="robots" content="noindex"' in response.content.decode() or not response.context["form"].q


def test_the_empty_form_may_be_indexed_and_answers_no_post(client, paper):
    assert "noindex" not in client.get("/search/").content.decode()
    assert client.get("/search/?since=9999-99-99&until=0001-01-01").status_code == 200


def test_a_search_asks_the_database_six_times_at_most(make_story, client, django_assert_max_num_queries, business):
    for n in range(PAGE_SIZE + 2):
        make_story(f"Ferry {n}", tags=["NATO"], section=business)
    with django_assert_max_num_queries(6):
        client.get("/search/?q=ferry&section=business&tag=nato&by=mara-lindqvist")
    with django_assert_max_num_queries(6):
        client.get("/search/?q=ferrry+raddar&tag=nato")


def test_the_masthead_has_the_search_on_every_page(make_story, read):
    form = read(make_story().get_absolute_url()).select_one("header form[role=search]")
    assert form["action"] == "/search/"
    assert form.get("method", "get") == "get"
    assert form.select_one("input[name=q]")
    assert TagCount.objects.count() == 0
