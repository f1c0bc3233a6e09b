"""Of the sitemaps of a month, a change drops the one that tells of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.feeds import sitemap_parts
from articles.models import Byline
from articles.services import publishing
from tests import builders
from tests.fastpath.page_cache.site import Site

FIRST = datetime(2025, 12, 3, 12, tzinfo=UTC)
PARTS = ("/sitemap-2025-12.xml", "/sitemap-2025-12-2.xml", "/sitemap-2025-12-3.xml")


@pytest.fixture
def stories(transactional_db: None, make_story: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Seven stories, one a day, three in a sitemap."""
    monkeypatch.setattr(sitemap_parts, "MOST", 3)
    made = [make_story(f"Story {day}", at=FIRST + timedelta(days=day)) for day in range(7)]
    sitemap_parts.cut_all()
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
    sitemap_parts.cut_all()
    site.settle()
    assert b"/sitemap-2025-12-4.xml" in site.get("/sitemap.xml").body
    for path in (*PARTS, "/sitemap-2025-12-4.xml"):
        assert site.get(path).body == site.fresh(path).body


def test_the_sitemap_of_pages_names_a_byline_from_its_first_story_to_its_last(
    site: Site, make_story: Any, mara: Any
) -> None:
    path, story, newcomer = "/sitemap-pages.xml", make_story(), builders.profile("Nadia Roux")

    site.get(path)

    def is_named() -> bool:
        site.settle()
        got = site.get(path).body
        assert got == site.fresh(path).body
        return newcomer.get_absolute_url() in got.decode()

    assert not is_named()
    story.bylines.add(Byline(profile=newcomer, role=Byline.Role.WORDS, sort_order=1))
    publishing.publish(story.save_revision())
    assert is_named()
    another = make_story("The ferry was late again", bylines=[mara, newcomer])
    site.settle()
    assert site.is_kept(path)
    publishing.unpublish(story)
    site.settle()
    assert site.is_kept(path)
    assert is_named()
    publishing.unpublish(another)
    assert not is_named()
