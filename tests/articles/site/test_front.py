"""The front page chooses by itself, and prints no story twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.front import arranging
from articles.models import Article
from articles.services import publishing
from tests import builders

LONG = " ".join(["The night train stops at every quay."] * 140)


@pytest.fixture
def busy(paper, make_story, image):
    """Stories enough for every part of the page: three sections, opinion, pictures, a long read."""
    now = timezone.now()
    sections = [builders.section(name) for name in ("Europe", "Climate", "Sport")]
    opinion = builders.section("Opinion", apart=True)
    for number in range(36):
        make_story(
            f"Story {number}",
            section=sections[number % 3],
            at=now - timedelta(hours=number),
            lead_image=image if number % 4 == 1 else None,
            tags=["Gas"] if number % 5 == 0 else [],
        )
    for number, kind in enumerate(("opinion", "editorial", "letter")):
        make_story(f"View {number}", section=opinion, kind=kind, at=now - timedelta(hours=number))
    make_story(
        "The long winter", section=sections[0], kind="feature", lead_image=image, at=now - timedelta(days=2),
        body=builders.paragraphs(LONG),
    )  # fmt: skip


def headlines(element):
    return [a.get_text(strip=True) for a in element.select("h2.hed a, h3.hed a, .also a, .briefs a.hed-a")]


def band(page, name):
    return next(h for h in page.select("main h2") if h.get_text(strip=True) == name).find_parent("section")


@pytest.mark.usefixtures("busy")
def test_every_part_of_the_page_is_filled_and_no_story_stands_on_it_twice(read):
    page = read("/")
    found = headlines(page.main)
    assert len(found) > 20
    assert sorted(found) == sorted(set(found))
    visible = [a["href"] for a in page.main.select('a[href^="/"]:not([aria-hidden])')]
    stories = [href for href in visible if Article.objects.filter(address=href.strip("/")).exists()]
    assert sorted(stories) == sorted(set(stories))
    assert len(headlines(band(page, "In brief"))) == 8
    assert len(headlines(band(page, "Europe"))) >= 3
    assert set(headlines(band(page, "Opinion"))) == {"View 0", "View 1", "View 2"}
    assert headlines(band(page, "The long read")) == ["The long winter"]


def test_the_longest_illustrated_news_of_the_last_day_leads(read, make_story, image):
    now = timezone.now()
    make_story("Newest, no picture", at=now)
    make_story("Short with picture", at=now - timedelta(hours=1), lead_image=image)
    make_story("Long with picture", at=now - timedelta(hours=5), lead_image=image, body=builders.paragraphs(LONG))
    old = now - timedelta(days=2)
    make_story("Longer but old", at=old, lead_image=image, body=builders.paragraphs(LONG, LONG))
    make_story("A view", at=now, kind="opinion", lead_image=image, body=builders.paragraphs(LONG, LONG))
    assert read("/").select_one("section.lead h2").get_text(strip=True) == "Long with picture"


def test_without_pictures_the_newest_news_leads(read, make_story):
    make_story("Yesterday’s news", at=timezone.now() - timedelta(days=1))
    make_story("Today’s news")
    assert read("/").select_one("section.lead h2").get_text(strip=True) == "Today’s news"


def test_an_opinion_leads_where_there_is_nothing_else(read, make_story):
    make_story("A view", kind="opinion")
    page = read("/")
    assert headlines(page.main) == ["A view"]


def test_stories_that_share_a_tag_with_the_lead_stand_under_it(read, make_story, image):
    now = timezone.now()
    make_story("The lead", at=now, lead_image=image, tags=["Gas", "Winter"])
    make_story("Kin", at=now - timedelta(hours=9), tags=["Winter"])
    make_story("Stranger", at=now - timedelta(hours=1), tags=["Bread"])
    also = read("/").select(".also a")
    assert [a.get_text(strip=True) for a in also] == ["Kin"]


def test_what_readers_may_not_see_is_not_on_the_page(read, make_story, make_draft):
    make_draft("Only a draft")
    publishing.unpublish(make_story("Taken off"))
    publishing.withdraw(make_story("Withdrawn"), reason="A court ordered it.")
    make_story("Stays")
    assert headlines(read("/").main) == ["Stays"]


def test_an_editor_s_long_read_needs_no_picture(read, make_story, image):
    make_story("The lead", lead_image=image)
    arranging.place(make_story("The long winter"), "long-read", seen=0)
    found = band(read("/"), "The long read")
    assert headlines(found) == ["The long winter"]
    assert not found.select("img")


@pytest.mark.usefixtures("paper")
def test_a_paper_without_stories_says_so(read):
    page = read("/")
    assert page.main.h2.get_text(strip=True) == "No stories yet"


@pytest.mark.usefixtures("paper")
def test_the_masthead_shows_active_sections_in_the_paper_s_order(read):
    builders.section("Sport", position=2)
    builders.section("World", position=1)
    builders.section("Opinion", position=0, apart=True)
    builders.section("Closed", position=0, active=False)
    names = [a.get_text(strip=True) for a in read("/").select("nav.nav li a")]
    assert names == ["World", "Sport", "Opinion"]
