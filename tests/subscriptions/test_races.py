"""Two things at once: whoever is first, nobody gets a mail twice, or after they left, and nothing breaks."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from articles.models import Article
from articles.services import publishing
from outbox import crash_points
from readers import erasure, identity, tokens
from readers.models import Reader
from readers.tokens import BadToken
from subscriptions.models import ConsentEvent, Delivery, Mailing, Subscription, Topic
from subscriptions.sending import budget, freezing, ledger, recovery
from subscriptions.sending.sender import MailingSender
from subscriptions.services import mailing_control, planning, subscribing, unsubscribing
from tests.connections import at_once
from tests.subscriptions.subscribers import BY_TEST, make_subscribers

from .recording import Recording, Running
from .test_e04_crashes import finish, recipients

pytestmark = pytest.mark.django_db(transaction=True)

State: Any = Subscription.State
SENDERS = 3


def send(transport: Any) -> None:
    sender = MailingSender(transport)
    while sender.send_some():
        pass


@contextmanager
def sending(transport: Any) -> Iterator[None]:
    """Have several senders look for mail within the block, and hand over what is left when it ends."""
    ended = threading.Event()

    def keep_sending() -> None:
        sender = MailingSender(transport)
        while not ended.is_set():
            sender.send_some()

    senders = [Running(keep_sending) for _ in range(SENDERS)]
    yield
    ended.set()
    for sender in senders:
        sender.wait_until_done()
    send(transport)


@pytest.fixture
def pending(everything: Topic) -> tuple[Reader, Subscription, str]:
    """Somebody who asked and has not confirmed: reader, row, token of the link."""
    subscribing.fulfil_request("jane@example.org", [everything], "instant", BY_TEST)
    row = Subscription.objects.get()
    token = tokens.make(tokens.CONFIRM, row.reader.public_id, s=[[row.public_id.hex, row.state_version]], at=(None, ""))
    return row.reader, row, token


def kinds(row: Subscription) -> list[str]:
    return list(ConsentEvent.objects.filter(subscription=row).order_by("pk").values_list("kind", flat=True))


def test_a_link_pressed_in_four_windows_confirms_once(pending: Any) -> None:
    _reader, row, token = pending
    answers = at_once([lambda: subscribing.confirm(token, BY_TEST)] * 4)
    assert all(isinstance(answer, tuple | BadToken) for answer in answers), answers
    row.refresh_from_db()
    assert row.state == State.ACTIVE
    assert kinds(row) == ["requested", "confirmed"]


def test_who_confirms_as_the_week_ends_is_subscribed_or_told_that_the_link_is_dead(pending: Any) -> None:
    _reader, row, token = pending
    later = timezone.now() + timedelta(days=8)
    answer, _forgotten = at_once(
        [lambda: subscribing.confirm(token, BY_TEST), lambda: unsubscribing.forget_unconfirmed(later)]
    )
    stands = Subscription.objects.filter(pk=row.pk, state=State.ACTIVE).exists()
    if isinstance(answer, tuple):
        assert bool(answer[1]) == stands
    else:
        assert isinstance(answer, BadToken), answer
        assert not stands


def test_who_confirms_and_leaves_at_once_is_in_or_out_as_the_trail_says(pending: Any, mail_story: Any) -> None:
    reader, row, token = pending
    answers = at_once([lambda: subscribing.confirm(token, BY_TEST), lambda: unsubscribing.unsubscribe(reader, BY_TEST)])
    assert isinstance(answers[0], tuple | BadToken), answers
    row.refresh_from_db()
    last = "confirmed" if row.state == State.ACTIVE else "unsubscribed"
    assert kinds(row)[-1] == last
    assert mail_story().prepared_n == (row.state == State.ACTIVE)


def test_who_leaves_and_comes_back_while_people_are_fixed_gets_one_mail_at_most(
    everything: Any, subscribe: Any, make_story: Any
) -> None:
    make_subscribers(40, everything)
    reader = subscribe()
    mailing = planning.plan_mailing(make_story(), breaking=True)

    def come_and_go() -> None:
        unsubscribing.unsubscribe(reader, BY_TEST)
        subscribing.subscribe(reader, [everything], "instant", BY_TEST)

    _froze, *others = at_once([lambda: freezing.freeze(mailing), come_and_go])
    assert others == [None]
    assert Delivery.objects.filter(mailing=mailing, reader=reader).count() <= 1
    transport = Recording()
    send(transport)
    assert max(Counter(to for to, _moment, _message in transport.given).values()) == 1
    assert ledger.recount(mailing).state == "done"


def test_who_is_erased_while_their_mail_is_in_hand_gets_that_one_and_no_other(subscribe: Any, mail_story: Any) -> None:
    reader = subscribe()
    first, second = mail_story("One"), mail_story("Two")
    transport = Recording(gated=True)
    sender = Running(lambda: send(transport))
    transport.wait_until_in_hand(1)
    erase = Running(lambda: erasure.erase(reader))
    erase.wait_until_done_or_waiting()
    transport.open()
    answered = erase.wait_until_done()
    sender.wait_until_done()
    send(transport)
    assert [moment for _to, moment, _message in transport.given if moment > answered] == []
    assert {ledger.recount(first).state, ledger.recount(second).state} == {"done"}
    assert not Delivery.objects.exclude(reader=None).exists()
    assert not Delivery.objects.filter(to_email__contains="@").exists()


def test_a_story_published_taken_down_and_published_in_one_breath_is_mailed_once(
    subscribe: Any, make_draft: Any
) -> None:
    subscribe()
    draft = make_draft()
    planning.choose(draft, "mail", breaking=True)
    for _ in range(3):
        publishing.publish(Article.objects.get(pk=draft.pk).latest_revision)
        publishing.unpublish(Article.objects.get(pk=draft.pk))
    publishing.publish(Article.objects.get(pk=draft.pk).latest_revision)
    transport = Recording()
    for mailing in Mailing.objects.filter(state="held"):
        mailing_control.hold_longer(mailing, timedelta(0))
    freezing.freeze_due()
    send(transport)
    assert len(transport.given) <= 1
    assert Mailing.objects.count() == 1


def test_two_clocks_that_find_a_mailing_due_fix_its_people_once(everything: Any, make_story: Any) -> None:
    make_subscribers(30, everything)
    planning.plan_mailing(make_story(), breaking=True)
    assert sorted(at_once([freezing.freeze_due] * 4)) == [0, 0, 0, 1]
    assert Delivery.objects.count() == 30


@pytest.mark.parametrize("what", ["rename", "delete"])
def test_a_tag_that_goes_while_people_are_fixed_costs_nobody_their_mail(
    what: str, everything: Any, make_story: Any
) -> None:
    make_subscribers(10, everything)
    story = make_story(tags=["NATO"])
    tag = story.tag_list[0]
    make_followers = Topic.objects.about(tag)
    reader = identity.reader_for("follower@example.org")
    identity.verify(reader)
    subscribing.subscribe(reader, [make_followers], "instant", BY_TEST)
    mailing = planning.plan_mailing(story, breaking=True)

    def change() -> None:
        if what == "rename":
            tag.name = tag.slug = "north-atlantic"
            tag.save()
        else:
            tag.delete()

    answers = at_once([lambda: freezing.freeze(mailing), change])
    assert answers == [True, None]
    transport = Recording()
    send(transport)
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.sent_n + mailing.skipped_n) == ("done", mailing.prepared_n)
    assert 10 <= len({to for to, _moment, _message in transport.given}) <= 11


def test_a_mailing_paused_and_resumed_fifty_times_reaches_everybody_once(everything: Any, mail_story: Any) -> None:
    make_subscribers(60, everything)
    mailing = mail_story()
    transport = Recording()
    with sending(transport):
        for _ in range(50):
            mailing_control.pause(mailing)
            mailing_control.resume(mailing)
    assert ledger.recount(mailing).sent_n == 60
    assert Counter(to for to, _moment, _message in transport.given) == Counter(
        Reader.objects.values_list("email", flat=True)
    )


def test_another_rate_amid_a_mailing_costs_nobody_a_mail(everything: Any, mail_story: Any, settings: Any) -> None:
    make_subscribers(40, everything)
    mailing = mail_story()
    transport = Recording()
    with sending(transport):
        for rate in (1000.0, 500.0, 2000.0):
            settings.MAIL_RATES = {"example.org": rate}
            budget.enforce(transport.name)
        settings.MAIL_RATES = {}
        budget.enforce(transport.name)
        for _ in range(400):
            recovery.release_deferred(timezone.now() + timedelta(hours=1))
            if ledger.recount(mailing).sent_n == 40:
                break
            threading.Event().wait(0.05)
    assert sorted(Counter(to for to, _moment, _message in transport.given).values()) == [1] * 40


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_whose_clock_is_an_hour_off_leaves_what_others_have_in_hand(
    hours: int, everything: Any, mail_story: Any, monkeypatch: Any
) -> None:
    make_subscribers(5, everything)
    mailing = mail_story()
    transport = Recording(gated=True)
    sender = Running(lambda: send(transport))
    transport.wait_until_in_hand(1)
    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + timedelta(hours=hours))
    assert recovery.recover() == 0
    other = Recording()
    send(other)
    monkeypatch.undo()
    transport.open()
    sender.wait_until_done()
    given = Counter(to for to, _moment, _message in [*transport.given, *other.given])
    assert sorted(given.values()) == [1] * 5
    assert ledger.recount(mailing).sent_n == 5


def test_a_mail_in_the_hands_of_a_slow_server_is_left_to_its_sender_though_the_lease_is_over(
    subscribe: Any, mail_story: Any, settings: Any
) -> None:
    settings.MAIL_LEASE = 0
    subscribe()
    mailing = mail_story()
    transport = Recording(gated=True)
    sender = Running(lambda: send(transport))
    transport.wait_until_in_hand(1)
    found: list[int] = []
    others = Running(lambda: found.extend([recovery.recover(), recovery.reconcile(Recording())]))
    try:
        others.wait_until_done()
    finally:
        transport.open()
    sender.wait_until_done()
    assert found == [0, 0]
    assert (ledger.recount(mailing).sent_n, len(transport.given)) == (1, 1)


@pytest.mark.parametrize("point", ["after_claim", "after_intent", "after_handover", "before_commit"])
def test_a_database_that_ends_every_connection_amid_sending_costs_nobody_a_mail(
    point: str, everything: Any, mail_story: Any, maildir: Any
) -> None:
    make_subscribers(20, everything)
    mailing = mail_story()
    cut = []

    def end_connections() -> None:
        if not cut:
            cut.append(point)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def work() -> None:
        crash_points.arm(point, end_connections)
        for _ in range(3):
            with suppress(DatabaseError):  # what a worker's loop logs, to begin anew
                send(maildir)
            connection.close()

    Running(work).wait_until_done()
    assert cut == [point]
    crash_points.disarm()
    finish(maildir)
    assert ledger.recount(mailing).sent_n == 20
    assert recipients(maildir) == Counter(f"reader{n}@example.org" for n in range(20))
