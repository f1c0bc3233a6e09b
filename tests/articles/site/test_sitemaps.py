"""A sitemap never tells of more than so many stories; all of them together tell of each live story once."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from lxml import etree

from articles.feeds import sitemap_parts
from articles.models import Article, SitemapCut
from articles.selection import publication_dates
from articles.services import publishing
from tests.jobs import run_jobs

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
FIRST = datetime(2025, 12, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def three_at_most(monkeypatch):
    monkeypatch.setattr(sitemap_parts, "MOST", 3)


@pytest.fixture
def told(client):
    """Return a function that reads all sitemaps of stories: the paths that each names, by its own path."""

    def locations(path):
        return [urlsplit(element.text).path for element in etree.fromstring(client.get(path).content).iter(LOC)]

    return lambda: {path: locations(path) for path in locations("/sitemap.xml") if "pages" not in path}


@pytest.fixture
def publish(make_story):
    """Publish stories at these days after the first, one after the other, with what follows in the worker."""

    def publish(*days):
        for number, day in enumerate(days):
            make_story(f"Story {day} {number}", at=FIRST + timedelta(days=day))
            run_jobs("upkeep")

    return publish


def paths_of_all():
    return sorted(story.get_absolute_url() for story in Article.objects.published())


def test_a_month_with_many_stories_has_several_and_each_story_is_in_one(told, publish):
    publish(*range(8), 60)
    found = told()
    assert list(found) == ["/sitemap-2026-02.xml", *(f"/sitemap-2025-12{part}.xml" for part in ("", "-2", "-3"))]
    assert [len(paths) for paths in found.values()] == [1, 3, 3, 2]
    assert sorted(chain(*found.values())) == paths_of_all()


def test_what_a_sitemap_told_yesterday_it_tells_tomorrow(told, publish):
    publish(0, 1, 2, 3)
    before = told()["/sitemap-2025-12.xml"]
    publish(4, 5, 6, 7)
    assert told()["/sitemap-2025-12.xml"] == before


def test_stories_that_come_late_into_an_old_month_cut_it_anew(told, publish):
    publish(0, 6, 12, 18, 24)
    publish(1, 2, 3, 4)
    found = told()
    assert max(len(paths) for paths in found.values()) <= 3
    assert sorted(chain(*found.values())) == paths_of_all()


def test_stories_of_one_moment_stay_together_and_none_is_lost(told, publish):
    publish(0, 0, 0, 0, 0, 1, 2, 2, 2, 2)
    found = told()
    assert [len(paths) for paths in found.values()] == [5, 1, 4]
    assert sorted(chain(*found.values())) == paths_of_all()


def test_there_is_no_part_without_stories(client, told, publish):
    publish(*range(5))
    for path in (
        "/sitemap-2025-12-3.xml",
        "/sitemap-2025-12-1.xml",
        "/sitemap-2025-12-0.xml",
        "/sitemap-2025-11-2.xml",
    ):
        assert client.get(path).status_code == 404, path
    publishing.unpublish(Article.objects.published().newest_first()[0])
    assert [len(paths) for paths in told().values()] == [3, 1]


def test_the_index_names_no_sitemap_that_lost_all_its_stories(client, told, publish):
    publish(*range(11))
    stories = list(Article.objects.published().order_by("first_published_at"))
    for gone in stories[:3] + stories[6:9]:
        publishing.withdraw(gone, reason="A court ordered it.")
    found = told()
    assert list(found) == ["/sitemap-2025-12-2.xml", "/sitemap-2025-12-4.xml"]
    assert [client.get(f"/sitemap-2025-12{part}.xml").status_code for part in ("", "-2", "-3", "-4")] == [
        404, 200, 404, 200,
    ]  # fmt: skip
    assert sorted(chain(*found.values())) == paths_of_all()


def test_stories_that_came_by_another_door_are_cut_by_the_command(told, make_story):
    for day in range(8):
        make_story(f"Story {day}", at=FIRST + timedelta(days=day))
    assert len(told()["/sitemap-2025-12.xml"]) == 8  # long, and right
    call_command("rebuild_stories")
    by_command = list(SitemapCut.objects.values_list("at", flat=True))
    assert [len(paths) for paths in told().values()] == [3, 3, 2]
    run_jobs("upkeep")
    assert list(SitemapCut.objects.values_list("at", flat=True)) == by_command


def test_a_day_of_25_or_23_hours_is_one_day(make_story, settings):
    """In Brussels, 26 October 2025 had 25 hours, 29 March 2026 had 23."""
    for at in ("2025-10-25T22:30", "2025-10-26T22:45", "2025-10-27T22:59", "2026-03-28T23:30", "2026-03-29T22:10"):
        make_story(at, at=datetime.fromisoformat(f"{at}+00:00"))
    with timezone.override("Europe/Brussels"):
        found = publication_dates.days(datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))
    assert [f"{day:%m-%d}" for day in found] == ["10-26", "10-27", "03-29", "03-30"]
