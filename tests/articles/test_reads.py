"""Reads are counted once a view, for what readers may see alone, and are not lost."""

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import OperationalError

from articles.models import ArticleReads
from articles.reads import counter as counting
from articles.reads import totals
from articles.reads.counter import ReadCounter, network_of
from articles.services import publishing

NOW = datetime(2026, 11, 22, 14, 43, tzinfo=UTC)
HOUR = NOW.replace(minute=0)


@pytest.fixture
def counter():
    """A counter that leaves no thread behind, which would take the time of all tests that follow, and no read."""
    counter = ReadCounter()
    yield counter
    counter.stop()
    for thread in threading.enumerate():
        if thread.name == "reads":
            thread.join(10)
            assert not thread.is_alive()
    counter.forget()


def read(counter, story, *, times=1, client="192.0.2.7", now=NOW):
    """Read `story` in this many views; return how many were counted."""
    address = story if isinstance(story, str) else story.address
    return sum(counter.add(address, view=uuid4().hex, client=client, now=now) for _ in range(times))


def rows():
    return list(ArticleReads.objects.order_by("hour", "article").values_list("article", "hour", "reads"))


def test_reads_are_added_to_the_hour_they_came_in(counter, make_story):
    story, other = make_story("One"), make_story("Two")
    read(counter, story, times=3)
    read(counter, other)
    counter.flush()
    read(counter, story)
    read(counter, story, now=NOW + timedelta(hours=1))
    counter.flush()
    assert rows() == [(story.pk, HOUR, 4), (other.pk, HOUR, 1), (story.pk, HOUR + timedelta(hours=1), 1)]


def test_all_that_waits_is_written_in_one_statement(counter, make_story, django_assert_num_queries):
    for number in range(5):
        read(counter, make_story(f"Story {number}"), times=2)
    with django_assert_num_queries(1):
        counter.flush()
    with django_assert_num_queries(0):
        counter.flush()


def test_only_what_readers_may_see_is_counted(counter, make_story, make_draft):
    live, unpublished, withdrawn = make_story("Live"), make_story("Unpublished"), make_story("Withdrawn")
    publishing.unpublish(unpublished)
    publishing.withdraw(withdrawn, reason="A court ordered it.")
    for address in (live.address, unpublished.address, withdrawn.address, make_draft("D").coming_address(), "x/y"):
        assert read(counter, address) == 1
    counter.flush()
    assert [row[0] for row in rows()] == [live.pk]


def test_the_same_view_counts_once(counter, make_story):
    story = make_story()
    view = uuid4().hex
    assert [counter.add(story.address, view=view, client="192.0.2.7", now=NOW) for _ in range(3)] == [
        True,
        False,
        False,
    ]
    counter.flush()
    assert not counter.add(story.address, view=view, client="198.51.100.1", now=NOW)


def test_a_flood_from_one_network_counts_little_and_others_go_on(counter, monkeypatch):
    monkeypatch.setattr(counting, "MOST_A_NETWORK", 30)
    assert read(counter, "world/2026/11/a", times=50) == counting.MOST_A_STORY
    assert read(counter, "world/2026/11/b", times=50, client="192.0.2.200") == 30 - counting.MOST_A_STORY
    assert read(counter, "world/2026/11/a", client="198.51.100.1") == 1


def test_made_up_addresses_do_not_fill_the_memory(counter, monkeypatch):
    monkeypatch.setattr(counting, "MOST_WAITING", 5)
    found = [read(counter, f"world/2026/11/{number}", client=f"198.51.{number}.1") for number in range(9)]
    assert found == [1] * 5 + [0] * 4
    monkeypatch.setattr(counting, "MOST_REMEMBERED", 7)
    assert read(counter, "world/2026/11/0", client="203.0.113.1") == 0


def test_after_the_window_a_network_may_read_again_and_a_view_is_still_known(counter, monkeypatch):
    view = uuid4().hex
    clock = [1000.0]
    monkeypatch.setattr(counting, "monotonic", lambda: clock[0])
    counter.forget()
    counter.add("a", view=view, client="192.0.2.7")
    read(counter, "a", times=50)
    clock[0] += counting.WINDOW + 1
    assert not counter.add("a", view=view, client="192.0.2.7")
    assert read(counter, "a") == 1


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_network_is_what_one_attacker_has(client, network):
    assert network_of(client) == network


def test_reads_wait_while_the_database_is_away(counter, make_story, monkeypatch):
    story = make_story()
    read(counter, story, times=2)

    def away(reads):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(counting, "write", away)
        patch.setattr(connection, "close", lambda: None)
        counter.flush()
    read(counter, story)
    counter.flush()
    assert [row[2] for row in rows()] == [3]


@pytest.mark.django_db(transaction=True)
def test_threads_that_count_and_write_at_once_lose_nothing(counter, make_story):
    story = make_story()

    def work(number):
        for _ in range(20):
            read(counter, story, client=f"198.51.{number}.1")
        counter.flush()
        connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counter.flush()
    assert totals.totals([story.pk]) == {story.pk: 120}


def _count_and_end(address):
    connection.connection = None  # the parent's; closing it here would end it there
    ReadCounter().add(address, view=uuid4().hex, client="192.0.2.7")


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_gracefully_writes_what_it_counted(make_story):
    story = make_story()
    process = multiprocessing.get_context("fork").Process(target=_count_and_end, args=[story.address])
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert totals.totals([story.pk]) == {story.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_written_every_few_seconds_by_itself(counter, make_story, settings, monkeypatch):
    settings.READS_WRITTEN_EVERY = 0.01
    story, written = make_story(), threading.Event()

    def write(reads, write=counting.write):
        write(reads)
        if reads:
            written.set()

    monkeypatch.setattr(counting, "write", write)
    read(counter, story)
    assert written.wait(60)
    assert totals.totals([story.pk]) == {story.pk: 1}


def test_old_hours_are_folded_into_days_and_nothing_is_lost(make_story, django_assert_num_queries):
    story, other = make_story("One"), make_story("Two")
    long_ago, lately = NOW - timedelta(days=20), NOW - timedelta(days=9)
    for article, at, reads in (
        (story, long_ago.replace(hour=0), 1), (story, long_ago.replace(hour=7), 2),
        (story, long_ago.replace(hour=23), 4), (other, long_ago.replace(hour=7), 8),
        (story, lately, 16),
    ):  # fmt: skip
        ArticleReads.objects.create(article=article, hour=at.replace(minute=0), reads=reads)
    with django_assert_num_queries(1):
        totals.fold(NOW)
    totals.fold(NOW)
    midnight = long_ago.replace(hour=0, minute=0)
    assert rows() == [(story.pk, midnight, 7), (other.pk, midnight, 8), (story.pk, lately.replace(minute=0), 16)]
    assert totals.totals([story.pk, other.pk]) == {story.pk: 23, other.pk: 8}
    assert totals.by_day(story.pk, NOW)[-21] == 7
    assert totals.by_day(story.pk, NOW)[-10] == 16


def test_the_desk_gets_two_days_by_the_hour(make_story):
    story = make_story()
    for hours, reads in ((0, 5), (1, 3), (47, 2), (48, 9)):
        ArticleReads.objects.create(article=story, hour=HOUR - timedelta(hours=hours), reads=reads)
    hours = totals.by_hour(story.pk, NOW)
    assert (len(hours), hours[-1], hours[-2], hours[0], sum(hours)) == (48, 5, 3, 2, 10)
