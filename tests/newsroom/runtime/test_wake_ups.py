"""The worker rests, and yet nothing is late: the database wakes it, or what is due does.

The net is so wide here that it catches nothing while a test runs.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.services import publishing, scheduled_publishing
from fastpath.page_cache import listener
from newsroom.runtime import loop, worker
from newsroom.runtime.loop import Loop
from newsroom.runtime.wake_ups import CHANNEL, Handler, WakeUps
from newsroom.runtime.worker import Mailer, Postmaster, Sender, Ticker
from outbox import sending, transports
from outbox.addresses import address_hash
from outbox.models import OutgoingMail
from outbox.transports import LookUp, Unknown
from readers import identity
from subscriptions.models import Delivery, DeliveryEvent, DigestCursor, Mailing, Subscription, Topic
from subscriptions.sending import upkeep
from subscriptions.services import mailing_control, planning, preferences, subscribing
from subscriptions.services.consent import Origin
from tests import builders
from tests.transports import RecordingTransport

from .paper import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SOON = timedelta(seconds=1.5)
Start = Callable[..., list[Loop]]
BY_TEST = Origin("test")


@pytest.fixture(autouse=True)
def _no_net(monkeypatch: Any) -> None:
    monkeypatch.setattr(loop, "NET", 1e6)
    monkeypatch.setattr(loop, "FULL", 1e6)


@pytest.fixture
def transport(monkeypatch: Any, transactional_db: None) -> RecordingTransport:
    """Return the transport of all mail."""
    made = RecordingTransport()
    monkeypatch.setattr(transports, "default", lambda: made)
    return made


@pytest.fixture
def start() -> Iterator[Start]:
    """Start loops and their listening connection, as the worker does; return when all of them rest."""
    running: list[Any] = []

    def start(*loops: Loop) -> list[Loop]:
        wake_ups = WakeUps(worker.handlers(loops, None, None))
        running.extend([*loops, wake_ups])
        wake_ups.start()
        wait_until(lambda: wake_ups.is_connected)
        for each in loops:
            each.start()
        wait_until(lambda: all(rests(each) for each in loops))
        return list(loops)

    yield start
    for each in running:
        each.stop()
        if isinstance(each, Loop):
            each.join()


def rests(one: Loop) -> bool:
    return one._full_at > 0 and one.at_it_since is None and not one._woken.is_set()


@pytest.fixture
def ticks(monkeypatch: Any) -> list[datetime]:
    """When the clock ran."""
    found: list[datetime] = []
    run_due = scheduled_publishing.run_due

    def run() -> int:
        found.append(timezone.now())
        return run_due()

    monkeypatch.setattr(scheduled_publishing, "run_due", run)
    return found


def is_live(story: Article) -> bool:
    return Article.objects.published().filter(pk=story.pk).exists()


def scheduled(draft: Article, at: Any) -> Article:
    """Schedule `draft` as an editor does who publishes it with a time."""
    draft.go_live_at = at
    publishing.publish(draft.save_revision())
    return draft


# The clock ---------------------------------------------------------------------------------------


def test_a_schedule_set_while_the_clock_rests_publishes_at_its_time_without_polling(
    start: Start, make_draft: Any, ticks: list[datetime]
) -> None:
    start(Ticker())
    draft, at = make_draft(), timezone.now() + 4 * SOON
    before = len(ticks)
    story = scheduled(draft, at)
    wait_until(lambda: is_live(story))
    story.refresh_from_db()
    assert story.published_at >= at
    assert len([moment for moment in ticks[before:] if moment < at]) <= 2  # at a notice


def test_a_schedule_that_is_moved_to_an_earlier_time_is_kept(start: Start, make_draft: Any) -> None:
    story = scheduled(make_draft(), timezone.now() + timedelta(days=1))
    start(Ticker())
    builders.let_its_time_come(story, at=timezone.now() + SOON)
    wait_until(lambda: is_live(story))


def test_a_schedule_that_is_cancelled_publishes_nothing_and_the_next_one_still_comes(
    start: Start, make_draft: Any
) -> None:
    start(Ticker())
    first, second = make_draft("First"), make_draft("Second")
    at = timezone.now() + SOON
    scheduled(first, at)
    scheduled(second, at + SOON)
    first.revisions.update(approved_go_live_at=None)
    wait_until(lambda: is_live(second))
    assert not is_live(first)


def test_an_expiry_that_is_set_in_the_database_itself_is_kept(start: Start, make_story: Any) -> None:
    story = make_story()
    start(Ticker())
    Article.objects.filter(pk=story.pk).update(expire_at=timezone.now() + SOON)
    wait_until(lambda: not is_live(story))


def test_a_failure_is_tried_again_when_it_says_and_stops_nobody_meanwhile(
    start: Start, make_draft: Any, monkeypatch: Any, ticks: list[datetime]
) -> None:
    monkeypatch.setattr(scheduled_publishing, "RETRY", SOON)
    doomed = builders.section("Doomed")
    bad = scheduled(make_draft("Bad", section=doomed), timezone.now() + SOON)
    doomed.active = False
    doomed.save()
    start(Ticker())
    wait_until(lambda: bad.publishing_failures.exists())
    doomed.active = True
    doomed.save()
    wait_until(lambda: is_live(bad))
    assert len(ticks) < 15


# Mail --------------------------------------------------------------------------------------------


def mail(paper: Any, to: str = "jane@example.org") -> OutgoingMail:
    return OutgoingMail.objects.create(
        kind="tests.none", to_email=to, address_hash=address_hash(to), subject="A link", text="Here.", html=""
    )


def test_a_mail_that_is_written_while_the_mailer_rests_leaves(
    start: Start, paper: Any, transport: RecordingTransport
) -> None:
    start(Mailer())
    mail(paper)
    wait_until(lambda: len(transport.handed) == 1)


def test_a_mail_that_is_put_off_leaves_when_it_is_due(start: Start, paper: Any, transport: RecordingTransport) -> None:
    row = mail(paper)
    OutgoingMail.objects.update(state="deferred", next_at=timezone.now() + 2 * SOON)
    start(Mailer())
    wait_until(lambda: OutgoingMail.objects.filter(state="sent").exists())
    row.refresh_from_db()
    assert row.sent_at >= row.next_at


def test_a_mail_that_staff_have_tried_again_leaves(start: Start, paper: Any, transport: RecordingTransport) -> None:
    row = mail(paper)
    OutgoingMail.objects.update(state="failed")
    start(Mailer())
    assert sending.retry(row)
    wait_until(lambda: len(transport.handed) == 1)


def test_a_transport_that_cannot_tell_is_not_asked_again_at_once(paper: Any, transport: RecordingTransport) -> None:
    asked: list[str] = []
    transport.answers.append(Unknown("connection lost"))
    transport.lookup = lambda id_: asked.append(id_) or LookUp.CANNOT_TELL  # type: ignore[method-assign,func-returns-value]
    mail(paper)
    sending.send_due(transport)
    for _ in range(3):
        sending.reconcile(transport)
    assert len(asked) == 1
    OutgoingMail.objects.update(next_at=timezone.now())
    sending.reconcile(transport)
    assert len(asked) == 2


# Mailings ----------------------------------------------------------------------------------------


@pytest.fixture
def subscriber(paper: Any) -> Callable[..., Subscription]:
    """Subscribe somebody to all stories."""

    def subscribe(cadence: str = "instant", email: str = "jane@example.org") -> Subscription:
        reader = identity.reader_for(email)
        identity.verify(reader)
        subscribing.subscribe(reader, [Topic.objects.everything()], cadence, BY_TEST)
        return Subscription.objects.get(reader=reader)

    return subscribe


@pytest.fixture
def mail_loops(start: Start, transport: RecordingTransport) -> Callable[[], None]:
    """Start what sends mailings."""

    def begin() -> None:
        postmaster = Postmaster()
        start(postmaster, Sender(postmaster.wake), Sender(postmaster.wake))

    return begin


def done(number: int) -> bool:
    return Mailing.objects.filter(state="done", sent_n=number).exists()


def test_a_mailing_is_frozen_when_its_hold_is_over_sent_and_counted(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    for number in range(30):
        subscriber(email=f"reader{number}@example.org")
    mail_loops()
    mailing = planning.plan_mailing(make_story(), hold=SOON)
    wait_until(lambda: done(30))
    assert len(transport.handed) == 30
    mailing.refresh_from_db()
    assert mailing.frozen_at >= mailing.hold_until


def test_a_mailing_that_staff_send_at_once_pause_and_resume_goes_out(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber()
    mail_loops()
    mailing = planning.plan_mailing(make_story(), later=True)
    assert mailing_control.pause(mailing)
    assert not transport.handed
    assert mailing_control.resume(mailing)
    assert mailing_control.hold_longer(mailing, timedelta(0))
    wait_until(lambda: done(1))


def test_a_delivery_that_failed_and_is_tried_again_goes_out(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber()
    mail_loops()
    planning.plan_mailing(make_story(), breaking=True)
    wait_until(lambda: done(1))
    mailing = Mailing.objects.get()
    mailing.deliveries.update(state="failed")
    assert mailing_control.retry_failed(mailing) == 1
    wait_until(lambda: len(transport.handed) == 2 and done(1))


def test_a_delivery_that_is_put_off_goes_out_when_it_is_due(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber()
    transport.answers.append(transports.Deferred("450", "later"))
    mail_loops()
    planning.plan_mailing(make_story(), breaking=True)
    wait_until(lambda: Delivery.objects.filter(state="deferred").exists())
    Delivery.objects.update(next_at=timezone.now() + SOON)
    Mailing.objects.update(hold_until=timezone.now())  # as any other change
    wait_until(lambda: done(1))


def test_what_a_dead_sender_had_claimed_is_sent_when_its_lease_is_over(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber()
    planning.plan_mailing(make_story(), breaking=True)
    upkeep.tick()
    Delivery.objects.update(state="claimed", lease_until=timezone.now() + 2 * SOON)
    mail_loops()
    wait_until(lambda: done(1))


def test_a_digest_is_sent_when_its_hour_comes(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber("daily")
    mail_loops()
    make_story()
    DigestCursor.objects.update(next_at=timezone.now() + SOON)
    wait_until(lambda: done(1))
    assert DigestCursor.objects.get().next_at > timezone.now()


def test_a_pause_ends_at_its_time(mail_loops: Callable[[], None], subscriber: Any) -> None:
    subscription = subscriber()
    mail_loops()
    assert preferences.pause(subscription, timezone.now() + SOON, BY_TEST)
    wait_until(lambda: Subscription.objects.filter(state="active").exists())


def test_what_a_provider_tells_has_its_effect(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport
) -> None:
    subscriber()
    mail_loops()
    planning.plan_mailing(make_story(), breaking=True)
    wait_until(lambda: done(1))
    delivery = Delivery.objects.get()
    DeliveryEvent.objects.create(
        delivery=delivery, address_hash=delivery.address_hash, provider="test", provider_event_id="1",
        type="complaint", at=timezone.now(),
    )  # fmt: skip
    wait_until(lambda: not DeliveryEvent.objects.filter(applied_at=None).exists())


def test_a_mailing_of_which_a_mail_stays_uncertain_is_not_counted_for_ever(
    mail_loops: Callable[[], None], make_story: Any, subscriber: Any, transport: RecordingTransport, monkeypatch: Any
) -> None:
    subscriber()
    transport.answers.append(Unknown("connection lost"))
    transport.lookup = lambda _id: LookUp.CANNOT_TELL  # type: ignore[method-assign]
    mail_loops()
    planning.plan_mailing(make_story(), breaking=True)
    wait_until(lambda: Mailing.objects.filter(uncertain_n=1).exists())
    wait_until(lambda: upkeep.next_due(Mailing.objects.get().counted_at) > timezone.now() + timedelta(minutes=1))
    mailing = Mailing.objects.get()
    assert mailing.state == "sending"
    assert mailing_control.call_uncertain_sent(mailing) == 1  # what staff decide is counted, though nothing was sent
    wait_until(lambda: done(1))


# The connection ----------------------------------------------------------------------------------


def end_listening() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [WakeUps.name],
        )
        return int(cursor.fetchone()[0])


def test_what_came_while_nobody_listened_is_done_when_the_connection_is_back(
    start: Start, paper: Any, transport: RecordingTransport, make_draft: Any, monkeypatch: Any
) -> None:
    start(Ticker(), Mailer())
    story = make_draft()
    away, parameters = threading.Event(), listener._parameters

    def refuse() -> dict[str, Any]:
        away.set()
        raise psycopg.OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(listener, "_parameters", refuse)
        assert end_listening() == 1
        assert away.wait(PATIENCE)
        mail(paper)
        scheduled(story, timezone.now() + timedelta(microseconds=1))
        assert not transport.handed
    assert listener._parameters is parameters
    wait_until(lambda: len(transport.handed) == 1)
    wait_until(lambda: is_live(story))


def test_one_connection_listens_for_all(start: Start, paper: Any, transport: RecordingTransport) -> None:
    postmaster = Postmaster()
    start(Ticker(), Mailer(), postmaster, Sender(), Sender())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() == (1,)


def test_a_notice_that_was_lost_costs_no_more_than_the_net(
    start: Start, paper: Any, transport: RecordingTransport, monkeypatch: Any
) -> None:
    monkeypatch.setattr(loop, "NET", 1.0)
    monkeypatch.setattr(worker, "handlers", lambda *_: {CHANNEL: Handler(lambda _: None, lambda: None)})
    start(Mailer())
    mail(paper)
    wait_until(lambda: len(transport.handed) == 1)


def test_two_workers_are_woken_and_each_mail_leaves_once(
    start: Start, paper: Any, transport: RecordingTransport
) -> None:
    start(Mailer())
    start(Mailer())
    for number in range(20):
        mail(paper, f"reader{number}@example.org")
    wait_until(lambda: not OutgoingMail.objects.exclude(state="sent").exists())
    assert len(transport.handed) == 20


def test_a_tick_that_fails_is_tried_again(start: Start, monkeypatch: Any) -> None:
    done: list[int] = []

    class Stumbling(Loop):
        woken_by = "clock"

        def tick(self) -> None:
            done.append(1)
            if len(done) == 2:
                raise RuntimeError("once")

    (stumbling,) = start(Stumbling())
    stumbling.wake()
    wait_until(lambda: len(done) == 3)
