"""What a subscriber gets when a story is mailed."""

import email
import email.policy
from typing import Any

import pytest

from outbox import suppression
from outbox.addresses import address_hash
from subscriptions.models import Delivery, Topic
from subscriptions.sending import ledger
from subscriptions.sending.sender import MailingSender
from subscriptions.services import mailing_control, unsubscribing
from tests.subscriptions.subscribers import BY_TEST, make_subscribers

pytestmark = pytest.mark.django_db


def letters(maildir: Any) -> list[Any]:
    paths = sorted((maildir.folder / "new").glob("*")) if maildir.folder.exists() else []
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


def test_everybody_who_subscribed_gets_the_story_once_and_the_ledger_balances(
    everything: Any, mail_story: Any, send_all: Any, maildir: Any
) -> None:
    make_subscribers(50, everything)
    mailing = send_all(mail_story())
    assert (mailing.state, mailing.candidate_n, mailing.sent_n) == ("done", 50, 50)
    recipients = [letter["To"] for letter in letters(maildir)]
    assert len(recipients) == len(set(recipients)) == 50


def test_somebody_with_three_topics_gets_one_mail_that_names_them(
    subscribe: Any, world: Any, mara: Any, everything: Any, mail_story: Any, send_all: Any, maildir: Any
) -> None:
    subscribe("jane@example.org", everything, Topic.objects.about(world), Topic.objects.about(mara))
    send_all(mail_story())
    [letter] = letters(maildir)
    text = " ".join(letter.get_body(("plain",)).get_content().split())
    assert "All stories, World, Mara Lindqvist" in text.replace("Mara Lindqvist, World", "World, Mara Lindqvist")


def test_who_must_not_be_mailed_is_left_out_with_the_reason(subscribe: Any, mail_story: Any, send_all: Any) -> None:
    subscribe("jane@example.org")
    subscribe("joe@example.org")
    suppression.suppress(address_hash("joe@example.org"), "marketing", "complaint")
    mailing = send_all(mail_story())
    assert (mailing.candidate_n, mailing.prepared_n, mailing.excluded_n, mailing.sent_n) == (2, 1, 1, 1)
    assert mailing.exclusions.get().reason == "suppressed"


def test_who_leaves_after_the_freeze_gets_nothing(subscribe: Any, mail_story: Any, send_all: Any, maildir: Any) -> None:
    reader = subscribe()
    mailing = mail_story()
    unsubscribing.unsubscribe(reader, BY_TEST)
    mailing = send_all(mailing)
    assert (mailing.state, mailing.skipped_n, letters(maildir)) == ("done", 1, [])
    assert mailing.deliveries.get().last_code == "unsubscribed"


def test_a_paused_mailing_goes_on_where_it_was(everything: Any, mail_story: Any, send_all: Any, maildir: Any) -> None:
    make_subscribers(30, everything)
    mailing = mail_story()
    MailingSender(maildir).send_some()
    mailing_control.pause(mailing)
    assert not MailingSender(maildir).send_some()
    mailing_control.resume(mailing)
    assert send_all(mailing).sent_n == 30
    assert len(letters(maildir)) == 30


def test_an_erased_reader_gets_nothing_and_leaves_only_a_hash(
    subscribe: Any, mail_story: Any, send_all: Any, maildir: Any
) -> None:
    from readers.erasure import erase

    reader = subscribe()
    mailing = mail_story()
    erase(reader)
    mailing = send_all(mailing)
    delivery = Delivery.objects.get()
    assert (mailing.skipped_n, delivery.to_email, delivery.reader) == (1, "", None)
    assert delivery.address_hash == address_hash("jane@example.org")


def test_a_failed_delivery_can_be_tried_again(subscribe: Any, mail_story: Any, send_all: Any) -> None:
    subscribe()
    mailing = mail_story()
    mailing.deliveries.update(state="failed")
    assert ledger.recount(mailing).state == "done"
    assert mailing_control.retry_failed(mailing) == 1
    assert send_all(mailing).sent_n == 1
