"""E3 and E6: when "stop" has been answered, nothing is handed over any more, and the answer does not take long."""

import time
from typing import Any

import pytest

from articles.models import Article
from articles.services import publishing
from outbox import suppression
from outbox.addresses import address_hash
from readers import erasure
from readers.models import Reader
from subscriptions.models import Mailing
from subscriptions.sending import ledger
from subscriptions.sending.sender import MailingSender
from subscriptions.services import locks, mailing_control, preferences, unsubscribing
from tests.subscriptions.subscribers import BY_TEST, make_subscribers

from .recording import Recording, Running

pytestmark = pytest.mark.django_db(transaction=True)


def send(transport: Recording) -> None:
    sender = MailingSender(transport)
    while sender.send_some():
        pass


def unsubscribe(reader: Reader) -> None:
    unsubscribing.unsubscribe(reader, BY_TEST)


def pause(reader: Reader) -> None:
    preferences.pause(reader.subscriptions.get(), None, BY_TEST)


def suppress(reader: Reader) -> None:
    suppression.suppress(address_hash(reader.email_norm), "marketing", "admin")


@pytest.mark.parametrize("stop", [unsubscribe, pause, suppress])
def test_who_says_stop_while_their_mail_is_in_hand_is_answered_after_it_and_gets_no_other(
    stop: Any, subscribe: Any, mail_story: Any
) -> None:
    """E3."""
    reader = subscribe()
    first, second = mail_story("One"), mail_story("Two")
    transport = Recording(gated=True)
    sender = Running(lambda: send(transport))
    transport.wait_until_in_hand(1)
    stopping = Running(lambda: stop(reader))
    stopping.wait_until_done_or_waiting()
    transport.open()
    answered = stopping.wait_until_done()
    sender.wait_until_done()
    assert [moment for _to, moment, _message in transport.given if moment > answered] == []
    assert (ledger.recount(first).sent_n, ledger.recount(second).skipped_n) == (1, 1)


def test_nobody_gets_mail_after_their_leaving_was_answered_while_two_senders_race(
    everything: Any, mail_story: Any
) -> None:
    """E3."""
    make_subscribers(80, everything)
    mailing = mail_story()
    transport = Recording()
    senders = [Running(lambda: send(transport)) for _ in range(2)]
    answered = {}
    for reader in Reader.objects.order_by("-pk"):  # from the other end: they meet in the middle
        unsubscribe(reader)
        answered[reader.email] = time.monotonic()
    for sender in senders:
        sender.wait_until_done()
    assert [to for to, moment, _message in transport.given if moment > answered[to]] == []
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.sent_n) == ("done", len(transport.given))
    assert mailing.sent_n + mailing.skipped_n == 80


@pytest.mark.parametrize("how", ["cancel", "pause", "unpublish"])
def test_stopping_a_mailing_waits_for_the_mails_in_hand_and_for_no_other(
    how: str, everything: Any, mail_story: Any
) -> None:
    """E6, and that the queue is fair: with four busy senders none of them overtakes who wants them to stop."""
    make_subscribers(90, everything)
    mailing = mail_story()
    transport = Recording(gated=True)
    senders = [Running(lambda: send(transport)) for _ in range(4)]
    transport.wait_until_in_hand(4)
    stop = {
        "cancel": lambda: mailing_control.cancel(mailing),
        "pause": lambda: mailing_control.pause(mailing),
        "unpublish": lambda: publishing.unpublish(Article.objects.get()),
    }[how]
    stopping = Running(stop)
    stopping.wait_until_done_or_waiting()
    transport.open()
    answered = stopping.wait_until_done()
    for sender in senders:
        sender.wait_until_done()
    assert len(transport.given) == 4
    assert all(moment <= answered for _to, moment, _message in transport.given)
    state = {"cancel": "cancelled", "pause": "paused", "unpublish": "cancelled"}[how]
    assert Mailing.objects.get().state == state


@pytest.mark.parametrize(
    "stop", [unsubscribing.never_again, lambda reader, _origin: erasure.erase(reader)], ids=["never again", "erased"]
)
def test_who_leaves_for_good_and_their_sender_never_wait_for_each_other(
    stop: Any, subscribe: Any, mail_story: Any, monkeypatch: Any
) -> None:
    """E3: both need the locks of address and reader, so both must take them in the same order."""
    reader = subscribe()
    mailing = mail_story()
    transport = Recording()
    senders = []
    stop_reader = locks.stop_reader

    def stop_reader_as_a_sender_begins(pk: int) -> None:
        stop_reader(pk)
        senders.append(Running(lambda: send(transport)))
        senders[0].wait_until_done_or_waiting()

    monkeypatch.setattr(locks, "stop_reader", stop_reader_as_a_sender_begins)
    stop(reader, BY_TEST)
    senders[0].wait_until_done()
    assert transport.given == []
    assert ledger.recount(mailing).skipped_n == 1
