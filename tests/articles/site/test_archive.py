"""The archive by day and month, and the index of tags."""

from datetime import UTC, datetime

import pytest

from articles.models import Article
from articles.services import publishing, tag_counts
from articles.views import tags
from articles.views.tags import letter_of


def at(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture
def november(make_story):
    """Stories of three days, one of them late in the evening, which is the next day in Brussels."""
    make_story("On the second", at=at(2025, 11, 2))
    make_story("Late on the ninth", at=at(2025, 11, 9, 23))
    make_story("In September", at=at(2025, 9, 30, 23))


def test_a_month_shows_its_stories_and_a_calendar_of_its_days(november, read):
    page = read("/archive/2025/11/")
    assert page.h1.get_text() == "November 2025"
    assert [h.get_text(strip=True) for h in page.select(".river h3")] == ["Late on the ninth", "On the second"]
    assert [a["href"] for a in page.select(".month td a")] == ["/archive/2025/11/02/", "/archive/2025/11/10/"]
    assert page.select_one(".month th").get_text() == "Mon"
    assert page.select_one("header nav.tags a")["href"] == "/archive/2025/10/"


def test_a_day_leads_to_its_month_and_to_the_days_with_news_beside_it(november, read):
    page = read("/archive/2025/11/02/")
    assert page.select_one(".month [aria-current]").get_text() == "2"
    assert page.select_one(".month caption a")["href"] == "/archive/2025/11/"
    assert [a["href"] for a in page.select("header nav.tags a")] == ["/archive/2025/10/01/", "/archive/2025/11/10/"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/archive/2025/13/", 404), ("/archive/0000/01/", 404), ("/archive/0001/01/", 200), ("/archive/9999/12/", 404),
        ("/archive/9999/12/31/", 404), ("/archive/0001/01/01/", 200), ("/archive/2025/02/30/", 404),
        ("/archive/2025/11/?before=zz&page=-1", 200), ("/archive/1999/01/", 200),
    ],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_no_error(november, client, path, status):
    assert client.get(path).status_code == status


def test_the_index_lists_every_tag_that_has_stories_with_their_number(make_story, make_draft, read):
    make_story("One", tags=["NATO", "Émile", "élan"])
    two = make_story("Two", tags=["NATO", "Zebras", "7 November"])
    make_draft("Draft", tags=["Secret"])
    publishing.unpublish(make_story("Gone", tags=["Vanished", "NATO"]))
    tag_counts.count()
    page = read("/tags/")
    rows = [(a.b.get_text(), a.span.get_text()) for a in page.select(".index a")]
    assert rows == [("7 November", "1"), ("élan", "1"), ("Émile", "1"), ("NATO", "2"), ("Zebras", "1")]
    assert [h.get_text() for h in page.select("h2[id^=letter]")] == ["#", "E", "N", "Z"]
    two.tags.set(["Zebras"])
    tag_counts.count([tag.pk for tag in Article.objects.get(headline="One").tag_list])
    assert [a.b.get_text() for a in read("/tags/").select(".index a")] == [row[0] for row in rows]


def test_a_paper_with_very_many_tags_shows_one_letter_at_a_time(make_story, read, monkeypatch):
    monkeypatch.setattr(tags, "MOST_AT_ONCE", 2)
    make_story("One", tags=["Alpha", "Beta", "Gamma"])
    tag_counts.count()
    assert [b.get_text() for b in read("/tags/").select(".index b")] == ["Alpha"]
    assert [b.get_text() for b in read("/tags/?letter=B").select(".index b")] == ["Beta"]
    assert read("/tags/?letter=%00").select(".index b") == []


def test_a_name_stands_under_its_first_letter():
    assert [letter_of(name) for name in ("über", "Ørsted", "ßtrange", "Ελλάδα", "(brackets)", "東京")] == [
        "U", "Ø", "S", "Ε", "#", "東",
    ]  # fmt: skip
