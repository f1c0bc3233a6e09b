"""Of the sitemaps of a month, a change drops the one that tells of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles import publishing
from articles.distribution import cuts
from tests.page_cache.site import Site

FIRST = datetime(2025, 12, 3, 12, tzinfo=UTC)
PARTS = ("/sitemap-2025-12.xml", "/sitemap-2025-12-2.xml", "/sitemap-2025-12-3.xml")


@pytest.fixture
def stories(transactional_db: None, make_story: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Seven stories, one a day, three in a sitemap."""
    monkeypatch.setattr(cuts, "MOST", 3)
    made = [make_story(f"Story {day}", at=FIRST + timedelta(days=day)) for day in range(7)]
    cuts.cut_all()
    return made


def test_a_change_drops_the_sitemap_that_tells_of_it_and_no_other(site: Site, stories: list[Any]) -> None:
    for path in PARTS:
        assert site.get(path).status == 200
    publishing.correct(stories[4], kind="correction", text="It was another ferry.")
    site.settle()
    assert [site.is_kept(path) for path in PARTS] == [True, False, True]
    assert all(site.get(path).body == site.fresh(path).body for path in PARTS)
    publishing.unpublish(stories[0])
    site.settle()
    assert [site.is_kept(path) for path in PARTS] == [False, True, True]


def test_where_a_sitemap_is_cut_in_two_the_index_and_both_are_made_anew(
    site: Site, stories: list[Any], make_story: Any
) -> None:
    for path in ("/sitemap.xml", *PARTS):
        assert site.get(path).status == 200
    for day in (5.1, 5.2, 5.3):
        make_story(f"Story {day}", at=FIRST + timedelta(days=day))
    site.settle()
    assert [site.is_kept(path) for path in PARTS] == [True, False, True]
    assert b"/sitemap-2025-12-4.xml" not in site.get("/sitemap.xml").body
    cuts.cut_all()
    site.settle()
    assert b"/sitemap-2025-12-4.xml" in site.get("/sitemap.xml").body
    for path in (*PARTS, "/sitemap-2025-12-4.xml"):
        assert site.get(path).body == site.fresh(path).body
