"""Planning: what happens to stories on which day, in the paper's zone."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.services import publishing

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def soon() -> datetime:
    """Half past midnight in Brussels three days from now: the day before in UTC."""
    return at(3, "00:30")


def at(days: int, clock: str) -> datetime:
    day = datetime.now(BRUSSELS).date() + timedelta(days=days)
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BRUSSELS)


def planned(client: Any, **query: Any) -> dict[date, list[str]]:
    """Return what the plan says, day by day, without the empty days."""
    page = BeautifulSoup(client.get(reverse("newsroom_planning"), query).content, "html5lib")
    days = {
        date.fromisoformat(day.h2.time["datetime"]): [
            " ".join(entry.get_text(" ", strip=True).split()) for entry in day.select(".newsroom-plan__entry")
        ]
        for day in page.select(".newsroom-plan__day")
    }
    assert len(days) == 14
    return {day: entries for day, entries in days.items() if entries}


def approve(story: Article) -> Article:
    publishing.publish(story.latest_revision)
    return Article.objects.get(pk=story.pk)


def test_an_approved_schedule_stands_under_its_day_in_the_papers_zone(
    editor_client: Any, make_draft: Any, soon: datetime
) -> None:
    approve(make_draft("The budget", go_live_at=soon))
    assert planned(editor_client) == {soon.date(): ["00:30 The budget Goes live"]}


def test_a_time_that_a_draft_asks_for_is_marked_as_not_approved(
    editor_client: Any, make_draft: Any, soon: datetime
) -> None:
    make_draft("The budget", go_live_at=soon)
    assert planned(editor_client) == {soon.date(): ["00:30 The budget Asks to go live not approved"]}


def test_new_text_of_a_live_story_that_asks_for_a_time_is_marked_as_not_approved(
    editor_client: Any, make_story: Any, soon: datetime
) -> None:
    story = make_story("The budget")
    story.go_live_at = soon
    story.save_revision()
    assert planned(editor_client) == {soon.date(): ["00:30 The budget Changes ask to go live not approved"]}
    approve(story)
    assert planned(editor_client) == {soon.date(): ["00:30 The budget Goes live"]}


def test_embargoes_and_expiries_are_planned_too(editor_client: Any, make_draft: Any, make_story: Any) -> None:
    make_draft("The report", embargo_until=at(1, "06:00"))
    make_story("The offer", expire_at=at(1, "23:59"))
    assert planned(editor_client) == {
        at(1, "12:00").date(): ["06:00 The report The embargo ends", "23:59 The offer Leaves the site"]
    }


def test_a_day_is_in_the_order_of_its_times(editor_client: Any, make_draft: Any) -> None:
    for clock in ("18:00", "06:00", "12:00"):
        approve(make_draft(f"At {clock}", go_live_at=at(2, clock)))
    (entries,) = planned(editor_client).values()
    assert [entry[:5] for entry in entries] == ["06:00", "12:00", "18:00"]


def test_the_next_two_weeks_are_one_link_away(editor_client: Any, make_draft: Any) -> None:
    late = at(20, "09:00")
    approve(make_draft("Far away", go_live_at=late))
    assert planned(editor_client) == {}
    page = BeautifulSoup(editor_client.get(reverse("newsroom_planning")).content, "html5lib")
    following = page.find("a", rel="next")["href"].removeprefix("?from=")
    assert planned(editor_client, **{"from": following}) == {late.date(): ["09:00 Far away Goes live"]}


@pytest.mark.parametrize("nonsense", ["", "tomorrow", "2026-02-30", "0001-01-01", "9999-12-31", "1e9", "\x00"])
def test_a_day_that_is_none_shows_the_weeks_from_today(editor_client: Any, nonsense: str) -> None:
    page = editor_client.get(reverse("newsroom_planning"), {"from": nonsense})
    assert page.status_code == 200
    assert b"Today, " in page.content


def test_a_reporter_sees_only_what_happens_to_their_own_stories(
    client: Any, reporter: Any, make_draft: Any, soon: datetime
) -> None:
    approve(make_draft("Mine", go_live_at=soon, owner=reporter))
    approve(make_draft("Another", go_live_at=soon))
    make_draft("A draft of another", go_live_at=soon)
    client.force_login(reporter)
    assert planned(client) == {soon.date(): ["00:30 Mine Goes live"]}


@pytest.mark.parametrize("role", ["Moderator", "Audience"])
def test_who_has_no_part_in_stories_is_turned_away(client: Any, make_user: Any, role: str) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(reverse("newsroom_planning")).status_code == 302
    assert "Planning" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_day_on_which_the_clocks_change_is_one_day(editor_client: Any, make_draft: Any) -> None:
    spring = date(timezone.now().year + 1, 3, 31)
    spring -= timedelta(days=(spring.weekday() + 1) % 7)  # the last Sunday of March has 23 hours
    for clock in ("00:00", "23:59"):
        time = datetime.fromisoformat(f"{spring}T{clock}").replace(tzinfo=BRUSSELS)
        approve(make_draft(f"At {clock}", go_live_at=time))
    assert [len(entries) for entries in planned(editor_client, **{"from": spring.isoformat()}).values()] == [2]


def test_planning_asks_the_database_few_questions(
    editor_client: Any, make_draft: Any, django_assert_max_num_queries: Any, soon: datetime
) -> None:
    for number in range(10):
        approve(make_draft(f"Story {number}", go_live_at=soon))
        make_draft(f"Draft {number}", go_live_at=soon)
    with django_assert_max_num_queries(25):
        editor_client.get(reverse("newsroom_planning"))
