"""A story that was taken off the site and comes back is at once wherever it was before."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, ArticleReads, RecommendationRule
from articles.selection import charts, recommended
from articles.services import publishing
from tests.fastpath.page_cache import changes
from tests.fastpath.page_cache.site import Site


@pytest.fixture
def story(transactional_db: None, make_story: Any) -> Article:
    """A story that goes and comes back."""
    story: Article = make_story("Seven countries share winter gas", at=timezone.now() - timedelta(days=1))
    return story


def shows_it_again(site: Site, story: Article, path: str) -> None:
    """Take `story` off the site and publish it again: the second who asks for `path` then gets it."""
    assert story.headline in site.fresh(path).body.decode()
    publishing.unpublish(story)
    assert story.headline not in site.get(path).body.decode()
    site.settle()
    assert site.is_kept(path)
    publishing.publish(story.get_latest_revision())
    site.settle()
    site.get(path)  # who comes first may be shown the old page, while the new one is made
    site.settle()
    got = site.get(path).body
    assert story.headline in got.decode()
    assert got == site.fresh(path).body


def test_under_corrections(site: Site, story: Article) -> None:
    publishing.correct(story, kind="correction", text="There are seven countries, not eight.")
    shows_it_again(site, story, "/corrections/")


def test_in_the_feed_of_comments(site: Site, story: Article) -> None:
    changes.comment(Random(1))  # noqa: S311 - a test
    shows_it_again(site, story, "/comments/feed/")


def test_among_the_popular(site: Site, story: Article, make_story: Any, business: Any) -> None:
    for read in (story, make_story("The harbour strike"), make_story("Copper and the quay")):
        ArticleReads.objects.create(article=read, hour=timezone.now() - timedelta(hours=1), reads=100)
    charts.make(timezone.now())
    make_story("A bakery opens", section=business, tags=["Bread"])
    shows_it_again(site, story, "/tags/bread/")


def test_where_it_is_recommended(site: Site, story: Article, make_story: Any, business: Any) -> None:
    other = make_story("A bakery opens", section=business)
    RecommendationRule.objects.create(under=other, story=story, verdict="pin")
    recommended.choose(other.pk)
    shows_it_again(site, story, other.get_absolute_url())
