"""E12: each digest once, with no story missed or repeated, across all clock changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles.models import Article
from articles.services import publishing
from subscriptions.models import Delivery, DigestCursor, Mailing, PublicationEvent
from subscriptions.sending import digests, ledger
from subscriptions.services import digest_cursors, planning
from tests.subscriptions.subscribers import BY_TEST

from .recording import Recording

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = ["Europe/Brussels", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati",
         "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "UTC"]  # fmt: skip


def start_at(moment: datetime, zone: str = "UTC", hour: int = 7, cadence: str = "daily") -> None:
    """As if all had subscribed before `moment`."""
    DigestCursor.objects.update(
        seq=0, hour=hour, zone=zone, next_at=digest_cursors.next_time(cadence, hour, zone, moment)
    )


def told() -> list[list[str]]:
    """Return the headlines of each digest, in the order they were prepared."""
    names = dict(Article.objects.values_list("pk", "headline"))
    return [[names[pk] for pk in one.payload["articles"]] for one in Delivery.objects.order_by("pk")]


@pytest.mark.parametrize("hour", [0, 2, 3, 7, 23])
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cadence", ["daily", "weekly"])
def test_there_is_one_digest_for_each_period_of_two_years_at_the_hour_or_where_it_would_be(
    cadence: str, zone: str, hour: int
) -> None:
    """E12: across every change of clocks."""
    moment, periods = datetime(2025, 12, 30, 12, tzinfo=UTC), []
    while moment < datetime(2028, 1, 2, tzinfo=UTC):
        moment = digest_cursors.next_time(cadence, hour, zone, moment)
        local = moment.astimezone(ZoneInfo(zone))
        assert local.hour == hour or not _exists(local.date(), hour, zone), local
        periods.append(digest_cursors.period_key(cadence, moment, zone))
    assert len(periods) == len(set(periods))
    if cadence == "daily":
        first = date.fromisoformat(periods[0])
        assert periods == [(first + n * DAY).isoformat() for n in range(len(periods))]
    else:
        assert 104 <= len(periods) <= 106


def _exists(day: date, hour: int, zone: str) -> bool:
    wall = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC).astimezone(ZoneInfo(zone)).hour == hour


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Australia/Lord_Howe"])
def test_a_worker_that_looks_every_half_hour_through_a_change_of_clocks_sends_one_a_day(
    zone: str, subscribe: Any, make_story: Any
) -> None:
    """E12."""
    subscribe(cadence="daily")
    moment = datetime(2026, 10, 3, tzinfo=UTC) if zone.startswith("Aus") else datetime(2026, 10, 24, tzinfo=UTC)
    start_at(moment, zone, hour=2)
    for number in range(4 * 48):
        if number % 48 == 40:
            make_story(f"Story {number}")
        digests.run_due(moment + number * HOUR / 2)
        digests.run_due(moment + number * HOUR / 2)  # a second scheduler
    periods = list(Delivery.objects.order_by("pk").values_list("mailing__period_key", flat=True))
    assert len(periods) == len(set(periods)) == 3
    headlines = [headline for digest in told() for headline in digest]
    assert len(headlines) == len(set(headlines)) == 3


def test_periods_that_were_missed_come_as_one_and_say_so(subscribe: Any, make_story: Any) -> None:
    subscribe(cadence="daily")
    now = timezone.now()
    start_at(now, hour=(now.hour + 12) % 24)  # far from where the clock stands
    for headline in ("One", "Two"):
        make_story(headline)
    digests.run_due(now + 3 * DAY + HOUR)
    digests.run_due(now + 3 * DAY + 2 * HOUR)
    assert told() == [["Two", "One"]]
    assert Delivery.objects.get().payload["merged"] == 2


def test_no_story_no_mail(subscribe: Any, make_story: Any, business: Any) -> None:
    from subscriptions.models import Topic

    subscribe("jane@example.org", Topic.objects.about(business), cadence="daily")
    now = timezone.now()
    make_story("About the world")
    start_at(now)
    digests.run_due(now + DAY)
    assert not Delivery.objects.exists()
    assert DigestCursor.objects.get().seq == PublicationEvent.objects.count()


def test_what_came_at_once_does_not_come_again(subscribe: Any, mail_story: Any, make_story: Any, world: Any) -> None:
    from subscriptions.models import Topic

    subscribe("jane@example.org", Topic.objects.about(world))
    subscribe("jane@example.org", cadence="daily")
    now = timezone.now()
    start_at(now)
    mail_story("Sent at once")
    make_story("Not mailed")
    digests.run_due(now + DAY)
    digest = Delivery.objects.get(mailing__kind="digest")
    assert digest.payload["articles"] == [Article.objects.get(headline="Not mailed").pk]


def test_a_changed_hour_brings_no_second_digest_that_day_and_loses_nothing(subscribe: Any, make_story: Any) -> None:
    """E12."""
    reader = subscribe(cadence="daily")
    midnight = timezone.now().replace(hour=0, minute=0) + DAY
    start_at(midnight, hour=7)
    make_story("Morning")
    digests.run_due(midnight + 8 * HOUR)
    make_story("Afternoon")
    DigestCursor.objects.update(hour=20, next_at=midnight + 20 * HOUR)
    digests.run_due(midnight + 21 * HOUR)
    assert told() == [["Morning"]]
    digests.run_due(midnight + DAY + 21 * HOUR)
    assert told() == [["Morning"], ["Afternoon"]]
    assert reader.digest_cursors.get().seq == 2


def test_a_story_that_is_taken_down_is_not_in_the_digest_and_an_empty_one_is_not_sent(
    subscribe: Any, make_story: Any, send_all: Any
) -> None:
    subscribe(cadence="daily")
    now = timezone.now()
    start_at(now)
    stories = [make_story("Stays"), make_story("Goes")]
    digests.run_due(now + DAY)
    publishing.unpublish(stories[1])
    transport = Recording()
    mailing = send_all(Mailing.objects.get(), transport)
    [(_to, _at, content)] = transport.given
    assert b"Stays" in content
    assert b"Goes" not in content
    assert mailing.state == "done"


def test_a_digest_of_nothing_but_what_was_taken_down_is_skipped(subscribe: Any, make_story: Any, send_all: Any) -> None:
    subscribe(cadence="daily")
    now = timezone.now()
    start_at(now)
    story = make_story("Goes")
    digests.run_due(now + DAY)
    publishing.unpublish(story)
    mailing = send_all(Mailing.objects.get())
    assert (mailing.state, mailing.skipped_n, Delivery.objects.get().last_code) == ("done", 1, "empty")


def test_a_story_from_the_archive_is_no_news(make_story: Any) -> None:
    make_story("Of old", at=timezone.now() - 300 * DAY)
    make_story("Backdated by a day", at=timezone.now() - DAY)
    assert [str(event.article) for event in PublicationEvent.objects.all()] == ["Backdated by a day"]


def test_a_correction_goes_to_those_who_got_the_story_in_either_way_and_did_not_leave(
    subscribe: Any, make_story: Any, send_all: Any
) -> None:
    from subscriptions.sending import freezing
    from subscriptions.services import unsubscribing

    now = timezone.now()
    subscribe("daily@example.org", cadence="daily")
    subscribe("jane@example.org")
    gone = subscribe("gone@example.org")
    start_at(now)
    story = make_story()
    mailing = planning.plan_mailing(story, breaking=True)
    freezing.freeze(mailing)
    send_all(mailing)
    digests.run_due(now + DAY)
    send_all(Mailing.objects.get(kind="digest"))
    unsubscribing.unsubscribe(gone, BY_TEST)
    subscribe("new@example.org")
    correction = publishing.correct(story, kind="correction", text="It was six countries.")
    first = planning.plan_correction(correction, hold=timedelta(0))
    assert planning.plan_correction(correction) == first
    assert freezing.freeze_due() == 1
    assert set(first.deliveries.values_list("to_email", flat=True)) == {"daily@example.org", "jane@example.org"}
    assert ledger.recount(first).candidate_n == 2
