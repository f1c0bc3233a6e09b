"""What is recommended, popular and rising: chosen for a reason that can be told, and again when the reason is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import ArticleReads, ChartEntry, Recommendation, Tag
from articles.selection import blocks, charts, recommended
from articles.selection.pick import Pick
from articles.services import publishing
from articles.tasks import choose_recommended

NOW = timezone.now().replace(minute=30, second=0, microsecond=0)
HOUR = NOW.replace(minute=0)


def read(story, reads, hours=0):
    ArticleReads.objects.create(article=story, hour=HOUR - timedelta(hours=hours), reads=reads)


def chart(name):
    return [str(entry.article or entry.tag) for entry in ChartEntry.objects.to_show().filter(chart=name)]


def under(story):
    return [(str(row.story), row.why) for row in Recommendation.objects.filter(under=story).to_show()]


# Recommended


def test_the_rarer_the_tag_the_nearer_the_story(make_story):
    for number in range(12):
        make_story(f"Filler {number} about something else", tags=["Common"])
    story = make_story("Above", tags=["Common", "Rare"])
    make_story("Shares the rare one", tags=["Rare"])
    recommended.choose(story.pk)
    assert under(story)[0] == ("Shares the rare one", "Also about Rare")
    assert under(story)[1][1] == "Also about Common"


def test_like_words_are_related_without_a_tag_in_common(make_story):
    story = make_story("Herring boats draw lots for cod", standfirst="The quota of Corran.")
    make_story("A quota for herring and cod", standfirst="Boats of Corran draw it.")
    make_story("Tram timetable", standfirst="Full from Monday.")
    recommended.choose(story.pk)
    assert under(story) == [("A quota for herring and cod", "On a related subject")]


def test_of_two_alike_the_fresher_comes_first(make_story):
    story = make_story("Above", tags=["Gas"])
    make_story("A year old", tags=["Gas"], at=NOW - timedelta(days=365))
    make_story("Of today", tags=["Gas"])
    make_story("Of last week", tags=["Gas"], at=NOW - timedelta(days=7))
    recommended.choose(story.pk)
    assert [headline for headline, _ in under(story)] == ["Of today", "Of last week", "A year old"]


def test_pins_come_first_bans_never_and_a_ban_everywhere_beats_a_pin(make_story):
    story, gas = make_story("Above", tags=["Gas"]), [make_story(f"Gas {n}", tags=["Gas"]) for n in range(3)]
    stranger, gone = make_story("Stranger"), make_story("Pinned and gone")
    for pinned in (stranger, gone):
        recommended.pin(pinned, under=story)
    recommended.ban(gas[0], under=story)
    publishing.withdraw(gone, reason="A court ordered it.")
    assert under(story)[0] == ("Stranger", "Editors’ choice")
    assert {headline for headline, _ in under(story)} == {"Stranger", "Gas 1", "Gas 2"}
    recommended.ban(stranger, under=None)
    recommended.ban(gas[1], under=None)
    assert [headline for headline, _ in under(story)] == ["Gas 2"]
    recommended.choose(story.pk)
    assert [headline for headline, _ in under(story)] == ["Gas 2"]
    recommended.lift(gas[0], under=story)
    assert {headline for headline, _ in under(story)} == {"Gas 0", "Gas 2"}


def test_a_deleted_tag_leaves_a_related_subject(make_story):
    story = make_story("Above", tags=["Gas"])
    make_story("Below", tags=["Gas"])
    recommended.choose(story.pk)
    Tag.objects.get(name="Gas").delete()
    assert under(story) == [("Below", "On a related subject")]


def test_publishing_has_the_worker_choose_and_the_new_story_comes_under_older_ones(make_story):
    old = make_story("Old", tags=["Gas"])
    new = make_story("New", tags=["Gas"])
    choose_recommended(article_id=new.pk)
    assert under(new) == [("Old", "Also about Gas")]
    assert under(old) == [("New", "Also about Gas")]
    publishing.unpublish(old)
    choose_recommended(article_id=old.pk)
    assert under(new) == under(old) == []


def test_choosing_asks_the_same_in_a_large_paper(make_story, django_assert_max_num_queries):
    story = make_story("Above", tags=["Gas", "NATO"])
    for number in range(30):
        make_story(f"Story {number}", tags=["Gas", "NATO"])
    with django_assert_max_num_queries(20):
        recommended.choose(story.pk, NOW)


# Popular


def test_popular_is_what_is_read_most_and_lately_weighs_more(make_story):
    stories = {name: make_story(name) for name in ("This morning", "Yesterday", "Last week", "Nobody’s")}
    read(stories["Yesterday"], 120, hours=22)
    read(stories["This morning"], 100, hours=2)
    read(stories["Last week"], 5_000, hours=24 * 6)
    charts.make(NOW)
    assert chart("day") == ["This morning", "Yesterday"]
    assert chart("week") == ["Last week", "This morning", "Yesterday"]


def test_a_story_looks_at_the_week_where_the_day_has_too_little(make_story):
    for number in range(4):
        read(make_story(f"Story {number}"), 10 + number, hours=2 if number else 30)
    charts.make(NOW)

    def in_short(stories):
        rows = ChartEntry.objects.in_short(stories, 0).to_show()
        return [(entry.chart, str(entry.article)) for entry in rows]

    of_the_day = [("day", "Story 3"), ("day", "Story 2"), ("day", "Story 1")]
    assert in_short(3) == of_the_day
    assert in_short(2) == of_the_day[:2]
    assert in_short(4) == [*of_the_day, *[("week", f"Story {number}") for number in (3, 2, 1, 0)]]


def test_what_left_the_site_leaves_the_charts_at_once(make_story):
    story = make_story("Read and withdrawn")
    read(story, 50)
    charts.make(NOW)
    publishing.withdraw(story, reason="A court ordered it.")
    assert chart("day") == []


def test_reads_from_a_clock_that_was_ahead_wait_for_their_hour(make_story):
    read(make_story(), 50, hours=-30)
    charts.make(NOW)
    assert chart("day") == []


# Trends


@pytest.fixture
def usual(make_story):
    """Three tags with two stories each, read ten times an hour for four weeks."""
    stories = {name: [make_story(f"{name} {n}", tags=[name]) for n in range(2)] for name in ("Gas", "NATO", "Work")}
    for pair in stories.values():
        ArticleReads.objects.bulk_create(
            ArticleReads(article=pair[0], hour=HOUR - timedelta(hours=hours), reads=10) for hours in range(1, 24 * 28)
        )
    return stories


def test_a_tag_rises_against_its_own_usual_level(usual):
    charts.make(NOW)
    assert chart("trends") == []
    read(usual["NATO"][1], 2_400)
    read(usual["Work"][1], 240)
    charts.make(NOW)
    entries = list(ChartEntry.objects.to_show().filter(chart="trends"))
    assert [str(entry.tag) for entry in entries] == ["NATO", "Work"]
    assert entries[0].rise == pytest.approx(10.4, abs=1)
    assert (len(entries[0].course), entries[0].course[-1] > 2_400) == (8, True)


def test_one_story_carries_one_trend_and_one_story_is_no_trend(usual, make_story):
    read(make_story("Under five tags", tags=["A", "B", "Gas", "NATO", "Work"]), 9_000)
    charts.make(NOW)
    assert len(chart("trends")) == 1
    assert chart("trends")[0] in {"Gas", "NATO", "Work"}


def test_before_anybody_has_read_trends_are_what_is_written_about(make_story):
    for number in range(3):
        make_story(f"Gas {number}", tags=["Gas"])
    make_story("Ferry", tags=["Ferry"])
    charts.make(timezone.now())
    assert chart("trends") == ["Gas"]
    assert ChartEntry.objects.get(tag__name="Gas").reads is None


# The pick


def test_a_block_with_too_little_gets_nothing_and_leaves_it_to_the_next(make_story, make_draft):
    stories = [make_story(f"Story {number}") for number in range(3)]
    pick = Pick([stories[0].pk])
    assert pick.claim([*stories, make_draft()], 5, least=3) == []
    assert pick.claim([*stories, *stories], 5, least=2) == stories[1:]
    assert pick.claim(stories, 5) == []


def test_a_block_takes_no_more_of_an_iterator_than_it_gets(make_story):
    stories = [make_story(f"Story {number}") for number in range(4)]
    pick, candidates = Pick([stories[0].pk]), iter(stories)
    assert pick.claim(candidates, 2) == stories[1:3]
    assert pick.claim(candidates, 0) == []
    assert pick.claim(candidates, 2) == stories[3:]


def test_a_young_paper_shows_no_heading_over_nothing(read_page, make_story):
    story = make_story("The only one")
    charts.make(timezone.now())
    page = read_page(story)
    assert [heading.get_text(strip=True) for heading in page.main.select("h2")] == [
        "Mara Lindqvist",
        "Subscribe via Email",
        "Comments",
    ]


def test_recommended_says_why_and_fills_up_from_the_section(read_page, make_story, business):
    story = make_story("Above", tags=["Gas"])
    make_story("About gas", tags=["Gas"], section=business)
    for number in range(blocks.MORE + 2):
        make_story(f"Of the section {number}")
    recommended.choose(story.pk)
    items = read_page(story).select(".recommended .c3")
    assert [item.select_one(".why").get_text() for item in items] == [
        "Also about Gas",
        "Also in World",
        "Also in World",
    ]


@pytest.fixture
def read_page(client):
    """Return the page of a story, parsed."""
    from bs4 import BeautifulSoup

    return lambda story: BeautifulSoup(client.get(story.get_absolute_url()).content, "html5lib")
