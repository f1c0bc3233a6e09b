"""Listings and feeds print what is kept of stories: it is what would be made, and tells caches the same."""

from random import Random

import pytest
from django.urls import reverse

from articles.feeds import entries
from articles.front import arranging
from articles.front import page as front_page
from articles.front.choice import Reason
from articles.front.packages import _best_of
from articles.front.page import FrontPage
from articles.models import Article, Profile, Section, Tag
from articles.selection.teasers import live_among
from articles.services import publishing
from articles.templatetags import teaser_tags
from articles.views import tags as tags_view
from comments.models import CommentThread
from fastpath import cache_tags
from tests import whole_paper
from tests.fastpath.page_cache import changes

KEPT = (entries._written, front_page._choice, _best_of, tags_view._index)


def listings():
    """Return the addresses of pages and feeds that list stories."""
    things = [*Section.objects.all(), *Tag.objects.order_by("pk")[:3], *Profile.objects.order_by("pk")[:3]]
    days = sorted({story.first_published_at.date() for story in Article.objects.published()})[-2:]
    feeds = [reverse("articles:feed", args=[name]) for name in ("rss.xml", "atom.xml", "feed.json")]
    feeds += [reverse("articles:tag_feed", args=[tag.slug, "atom.xml"]) for tag in Tag.objects.order_by("pk")[:1]]
    archive = [reverse("articles:archive_day", args=[day]) for day in days]
    lists = [thing.get_absolute_url() for thing in things]
    return ["/", *lists, *archive, "/tags/", *feeds]


def asked(client, path):
    """Return what is answered, and what the page notes that it shows."""
    with cache_tags.collecting() as tags:
        answer = client.get(path)
    return answer.status_code, answer.content.decode(), tags.depends_on, tags.mentions


def made_of_nothing_kept(client, path, monkeypatch):
    for function in KEPT:
        function.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(teaser_tags, "CACHING", False)
        return asked(client, path)


@pytest.mark.django_db
def test_after_every_change_what_is_kept_is_what_would_be_made(client, monkeypatch):
    whole_paper.build()
    random = Random(5)  # noqa: S311 - a test
    for path in listings():
        asked(client, path)
    for change in random.sample(changes.ALL, len(changes.ALL)):
        change(random)
        for path in random.sample(listings(), 6):
            kept, made = asked(client, path), made_of_nothing_kept(client, path, monkeypatch)
            assert kept[0] == made[0] == 200, path
            assert kept[1] == made[1], f"{change.__name__}: {path}"
            assert kept[2:] == made[2:], f"{change.__name__}: {path}"


@pytest.mark.django_db
def test_a_second_look_tells_caches_all_that_the_first_did(client):
    whole_paper.build()
    for path in listings():
        assert asked(client, path)[2:] == asked(client, path)[2:], path


@pytest.mark.django_db
def test_the_front_page_depends_on_every_story_that_it_could_have_chosen(client):
    whole_paper.build()
    _status, _html, _about, besides = asked(client, "/")
    stories = Article.objects.published()
    assert {f"article-{story.pk}" for story in stories} <= besides
    assert {f"tag-{tag.pk}" for story in stories for tag in story.tag_list} <= besides


@pytest.mark.django_db
def test_a_teaser_counts_the_comments_that_there_are_now(client):
    paths = whole_paper.build()
    story = FrontPage().blocks["seconds"].places[0].story
    counts = []
    for number in (1234, 1235):
        CommentThread.objects.filter(article=story).update(published_count=number)
        counts.append([f"{number}" in client.get(path).content.decode() for path in ("/", paths["tag"])])
    assert counts == [[True, True], [True, True]]


@pytest.mark.django_db
def test_stories_of_a_listing_are_asked_for_nothing_more(make_story, mara, image, django_assert_num_queries):
    mara.portrait = image
    mara.save()
    make_story("One", lead_image=image, tags=["Gas", "NATO"], bylines=[mara])
    keys = [Article.objects.get().pk]
    with django_assert_num_queries(3):
        (story,) = live_among(keys)
    with django_assert_num_queries(0):
        assert [tag.name for tag in story.tag_list] == ["Gas", "NATO"]
        assert story.bylines.all()[0].profile.portrait.alt_text == image.alt_text
        assert story.tagged_items.all()[0].content_object is story
        assert (story.section.name, story.lead_image.credit) == ("World", image.credit)


@pytest.mark.django_db
def test_an_unpublished_story_leaves_every_listing_at_once(client):
    whole_paper.build()
    story = Article.objects.published().newest_first()[2]

    def showing():
        return [path for path in listings() if f"{story.address}/" in client.get(path).content.decode()]

    assert {"/", reverse("articles:feed", args=["rss.xml"]), story.section.get_absolute_url()} <= set(showing())
    publishing.unpublish(story)
    assert showing() == []
    assert story.pk not in FrontPage().shown


@pytest.mark.django_db
def test_the_front_page_knows_why_each_story_stands_there(client, editor):
    whole_paper.build()
    story = Article.objects.published().newest_first()[5]
    arranging.place(story, "lead", seen=arranging.in_force().number, user=editor)
    page = FrontPage()
    assert page.reasons[story.pk] == Reason("lead", by_hand=True)
    second = page.blocks["seconds"].places[0].story
    assert page.reasons[second.pk] == Reason("seconds", by_hand=False)
    source = client.get("/").content.decode()
    printed = {one.pk for one in Article.objects.published() if f'href="/{one.address}/"' in source}
    assert set(page.reasons) == printed
