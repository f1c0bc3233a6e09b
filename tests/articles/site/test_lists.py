"""Section, tag, byline and archive: newest first, page by page, each story once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.services import publishing

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)  # in Brussels


NONSENSE = ["", "-", "x", "1", "1-", "-1", "1-0", "1--1", "%00", "1-%00", "f" * 400 + "-1", "1-" + "f" * 17, "1-2-3"]


def shown(page):
    return [a.get_text(strip=True) for a in page.main.select("ol.river h3 a")]


def walk(read, path):
    """Return the headlines of each page, following “Older stories” to the end."""
    pages, address = [], path
    while address:
        page = read(address)
        pages.append(shown(page))
        older = page.select_one("nav.pager a")
        address = path + older["href"] if older else None
    return pages


def test_turning_all_pages_shows_every_story_once_and_in_order(read, make_story):
    moments = [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(hours=2)]
    stories = [make_story(f"Story {n}", at=moments[n % 3], tags=["NATO"]) for n in range(45)]
    stories.sort(key=lambda story: (story.first_published_at, story.pk), reverse=True)
    for path in ("/world/", "/tags/nato/", "/by/mara-lindqvist/", "/archive/2026/03/10/"):
        pages = walk(read, path)
        assert [len(page) for page in pages] == [20, 20, 5], path
        assert [headline for page in pages for headline in page] == [story.headline for story in stories], path


def test_no_token_however_odd_breaks_a_page(read, make_story):
    make_story("Gas")
    for token in NONSENSE:
        assert shown(read(f"/world/?before={token}")) == ["Gas"], token
    assert shown(read("/world/?before=0-1")) == []


def test_pages_after_the_first_are_not_for_search_engines(read, world):
    assert not read("/world/").select('meta[name="robots"]')
    following = read("/world/?before=5d0d5f0c6c8c0-7")
    assert following.select_one('meta[name="robots"]')["content"] == "noindex, follow"
    assert following.select_one('link[rel="canonical"]')["href"] == "http://testserver/world/"


def test_each_list_has_its_own_stories_only(read, make_story, business, mara, desk):
    make_story("Gas", tags=["NATO"])
    make_story("Copper", section=business, bylines=[desk], tags=["Metals"])
    make_story("Both", bylines=[desk, mara], tags=["NATO", "Metals"])
    assert shown(read("/business/")) == ["Copper"]
    assert shown(read("/tags/nato/")) == ["Both", "Gas"]
    assert shown(read("/by/editorial-board/")) == ["Both", "Copper"]


@pytest.mark.parametrize("path", ["/world/", "/tags/nato/", "/by/mara-lindqvist/", "/archive/2026/03/10/"])
def test_what_readers_may_not_see_is_in_no_list(read, make_story, make_draft, path):
    make_story("Stays", at=NOON, tags=["NATO"])
    make_draft("Only a draft", tags=["NATO"])
    publishing.unpublish(make_story("Taken off", at=NOON, tags=["NATO"]))
    publishing.withdraw(make_story("Withdrawn", at=NOON, tags=["NATO"]), reason="A court ordered it.")
    assert shown(read(path)) == ["Stays"]


def test_a_section_that_opens_with_a_picture_still_shows_each_story_once(read, make_story, image):
    for number in range(10):
        make_story(f"Story {number}", at=NOON - timedelta(hours=number), lead_image=image if number % 2 else None)
    headlines = [a.get_text(strip=True) for a in read("/world/").main.select("h2.hed a, h3.hed a")]
    assert sorted(headlines) == [f"Story {number}" for number in range(10)]


def test_a_section_names_the_tags_its_stories_share_most_used_first(read, make_story):
    make_story("One", tags=["Gas", "NATO"])
    make_story("Two", tags=["NATO"])
    assert [a.get_text() for a in read("/world/").select("nav.tags a")] == ["NATO", "Gas"]


def test_a_byline_page_introduces_the_person(read, make_story, mara, image):
    mara.portrait = image
    mara.links.create(label="Mastodon", url="https://social.example/@mara")
    mara.save()
    make_story("Gas")
    page = read("/by/mara-lindqvist/")
    assert page.h1.get_text() == "Mara Lindqvist"
    assert "Grew up above a chandler’s shop." in page.select_one("p.stand").get_text()
    assert page.select_one('a[rel="me"]')["href"] == "https://social.example/@mara"
    assert image.file.url in {img["src"] for img in page.main.select("img")}


@pytest.mark.parametrize(
    ("moment", "day", "clock"),
    [
        (datetime(2026, 3, 10, 22, 59, tzinfo=UTC), "2026/03/10", "23:59"),
        (datetime(2026, 3, 10, 23, 30, tzinfo=UTC), "2026/03/11", "00:30"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026/03/29", "23:59"),  # the day that has 23 hours
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026/03/30", "00:00"),
    ],
)
def test_the_archive_s_day_is_the_paper_s_and_not_that_of_greenwich(read, make_story, moment, day, clock):
    make_story("Late", at=moment)
    page = read(f"/archive/{day}/")
    assert shown(page) == ["Late"]
    assert f"T{clock}:" in page.select_one("ol.river time")["datetime"]
    assert sum(len(shown(read(f"/archive/2026/03/{number:02}/"))) for number in range(1, 32)) == 1


def test_the_archive_leads_to_the_newest_day_and_from_day_to_day(client, read, make_story):
    for day in (2, 5, 9):
        make_story(f"Of the {day}th", at=datetime(2026, 3, day, 12, tzinfo=UTC))
    assert client.get("/archive/")["Location"] == "/archive/2026/03/09/"
    page = read("/archive/2026/03/05/")
    assert [a["href"] for a in page.select("header nav.tags a")] == ["/archive/2026/03/02/", "/archive/2026/03/09/"]


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("day", ["2026/02/30", "2026/13/01", "0000/01/01", "2999/01/01"])
def test_a_day_that_does_not_exist_or_has_not_come_is_not_found(read, day):
    read(f"/archive/{day}/", status=404)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("day", ["0001/01/01", "1900/01/01"])
def test_a_day_without_stories_says_so(read, day):
    assert "Nothing was published on this day" in read(f"/archive/{day}/").main.get_text()


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("path", ["/nothing/", "/tags/nothing/", "/by/nobody/"])
def test_a_list_that_nobody_made_is_not_found(read, path):
    read(path, status=404)


@pytest.mark.parametrize("path", ["/world/", "/by/mara-lindqvist/"])
def test_a_list_without_stories_says_so(read, world, mara, path):
    page = read(path)
    assert page.select_one(".empty h2").get_text() == "No stories yet"


def test_days_are_called_by_the_names_readers_use(read, make_story):
    now = timezone.now()
    for days in (0, 1, 40):
        make_story(f"{days} days old", at=now - timedelta(days=days))
    titles = [h.get_text() for h in read("/world/").main.select(".mg h2")]
    assert titles[:2] == ["Today", "Yesterday"]


def test_a_story_in_a_list_carries_its_own_address(read, make_story):
    story = make_story("Gas", at=NOON)
    assert read("/world/").select_one("ol.river h3 a")["href"] == story.get_absolute_url() == "/world/2026/03/gas/"


def test_a_list_keeps_stories_of_a_section_that_is_no_longer_used(read, make_story, world):
    make_story("Gas")
    world.active = False
    world.save()
    assert shown(read("/world/")) == ["Gas"]
