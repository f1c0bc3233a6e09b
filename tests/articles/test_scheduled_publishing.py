"""Publishing and expiring by the clock: on time, once, and never stopped by one bad story."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import signals
from articles.models import Article, PublishingFailure
from articles.services import publishing, scheduled_publishing
from tests import builders

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def set_time(monkeypatch):
    """Set the time that everything tells; a test begins at `NOW`."""

    def tell(time):
        monkeypatch.setattr(timezone, "now", lambda: time)

    tell(NOW)
    return tell


@pytest.fixture
def schedule(make_draft):
    """Schedule a story for a time after `NOW`."""

    def make(headline, at=HOUR, **fields):
        draft = make_draft(headline, go_live_at=NOW + at, **fields)
        publishing.publish(draft.latest_revision)
        return draft

    return make


@pytest.fixture
def went_live():
    """The headlines of the stories that went live during the test, in order."""
    found = []

    def listen(article, **_):
        found.append(article.headline)

    signals.article_published.connect(listen)
    yield found
    signals.article_published.disconnect(listen)


@pytest.fixture
def set_clock(set_time):
    """Let this much time have passed since `NOW`, and run the clock."""

    def run(after):
        set_time(NOW + after)
        return scheduled_publishing.run_due()

    return run


def test_a_story_goes_live_at_its_time_and_only_once(client, schedule, set_clock, went_live):
    story = schedule("Gas by wire")
    assert set_clock(HOUR - timedelta(seconds=1)) == 0
    assert client.get(story.get_absolute_url()).status_code == 404
    assert set_clock(HOUR) == 1
    assert client.get(story.get_absolute_url()).status_code == 200
    assert set_clock(HOUR + MINUTE) == 0
    assert went_live == ["Gas by wire"]
    story.refresh_from_db()
    assert story.published_at == NOW + HOUR


def test_after_downtime_everything_missed_is_caught_up_in_order(schedule, set_clock, went_live):
    schedule("Third", 3 * MINUTE)
    schedule("First", MINUTE)
    schedule("Second", 2 * MINUTE, expire_at=NOW + HOUR)
    assert set_clock(48 * HOUR) == 4
    assert went_live == ["First", "Second", "Third"]
    assert set(Article.objects.published().values_list("headline", flat=True)) == {"First", "Third"}


def test_a_bad_story_is_kept_tried_again_and_never_stops_the_next(schedule, set_clock, went_live):
    doomed = builders.section("Doomed")
    bad = schedule("Bad", MINUTE, section=doomed)
    schedule("Good", 2 * MINUTE)
    doomed.delete()

    assert set_clock(HOUR) == 1
    assert went_live == ["Good"]
    failure = PublishingFailure.objects.get()
    assert (failure.article, failure.change, failure.attempts) == (bad, "publish", 1)
    assert "Choose the section it belongs to." in failure.error

    set_clock(HOUR + scheduled_publishing.RETRY - timedelta(seconds=1))
    failure.refresh_from_db()
    assert failure.attempts == 1
    set_clock(HOUR + scheduled_publishing.RETRY)
    failure.refresh_from_db()
    assert (failure.attempts, failure.last_at) == (2, NOW + HOUR + scheduled_publishing.RETRY)


@pytest.mark.parametrize("remedy", ["published by hand", "scheduled anew", "section used again"])
def test_a_mended_story_goes_live_and_its_failure_is_forgotten(schedule, set_clock, world, remedy):
    other = builders.section("Other")
    story = Article.objects.get(pk=schedule("Bad", MINUTE, section=other).pk)
    other.active = False
    other.save()
    set_clock(HOUR)
    assert PublishingFailure.objects.filter(article=story).exists()

    mended = story.get_latest_revision_as_object()
    if remedy == "section used again":
        other.active = True
        other.save()
    else:
        mended.section = world
        mended.go_live_at = NOW + HOUR + 2 * MINUTE if remedy == "scheduled anew" else None
        publishing.publish(mended.save_revision())
    for minutes in (1, 2, 3):
        set_clock(HOUR + minutes * MINUTE)
    assert Article.objects.published().contains(story)
    assert not PublishingFailure.objects.exists()


def test_after_many_failures_the_clock_waits_longer(schedule, set_clock):
    doomed = builders.section("Doomed")
    schedule("Bad", MINUTE, section=doomed)
    doomed.delete()
    set_clock(HOUR)
    PublishingFailure.objects.update(attempts=scheduled_publishing.MANY)
    set_clock(2 * HOUR)
    assert PublishingFailure.objects.get().next_at == NOW + 2 * HOUR + scheduled_publishing.LATER_RETRY


def test_a_story_expires_at_its_time(client, make_story, set_clock):
    story = make_story(expire_at=NOW + HOUR)
    assert set_clock(HOUR - timedelta(seconds=1)) == 0
    assert client.get(story.get_absolute_url()).status_code == 200
    assert set_clock(HOUR) == 1
    assert client.get(story.get_absolute_url()).status_code == 404
    story.refresh_from_db()
    assert story.expired
    assert set_clock(HOUR + MINUTE) == 0


def test_a_cancelled_schedule_publishes_nothing(editor_client, schedule, set_clock, went_live):
    story = schedule("Gas by wire")
    url = f"/admin/snippets/articles/article/history/{story.pk}/revisions/{story.latest_revision_id}/unschedule/"
    assert editor_client.post(url).status_code == 302
    assert set_clock(2 * HOUR) == 0
    assert went_live == []


def test_a_scheduled_change_of_a_live_story_keeps_its_address(client, make_story, set_clock):
    story = make_story("Gas by wire")
    address = story.get_absolute_url()
    story.headline, story.slug, story.go_live_at = "Copper by wire", "copper-by-wire", NOW + HOUR
    publishing.publish(story.save_revision())
    assert "Gas by wire" in client.get(address).content.decode()
    assert set_clock(HOUR) == 1
    assert "Copper by wire" in client.get(address).content.decode()
    assert client.get(address.replace("gas-by-wire", "copper-by-wire")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_a_story_once(schedule, went_live, set_time):
    for headline in ("First", "Second", "Third"):
        schedule(headline)
    set_time(NOW + HOUR)
    ready = threading.Barrier(2)
    changed = []

    def work():
        try:
            connection.ensure_connection()
            ready.wait(30)
            changed.append(scheduled_publishing.run_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert went_live == ["First", "Second", "Third"]
    assert sum(changed) == 3
    assert Article.objects.published().count() == 3
