"""E3 for transactional mail: when "never again" has been answered, nothing is handed over any more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from outbox import sending, suppression
from outbox.addresses import address_hash
from outbox.locks import stop_sending_to
from outbox.models import OutgoingMail
from outbox.transports import Deferred
from readers import erasure, identity
from tests.subscriptions.recording import Recording, Running

pytestmark = pytest.mark.django_db(transaction=True)

Notice = Callable[..., OutgoingMail]
JANE = "jane@example.org"


def suppress() -> None:
    suppression.suppress(address_hash(JANE), "all", "unsub_all")


def erase() -> None:
    erasure.erase(identity.reader_for(JANE))


@pytest.mark.parametrize("stop", [suppress, erase])
def test_who_says_stop_while_their_mail_is_in_hand_is_answered_after_it_and_gets_no_other(
    stop: Callable[[], None], notice: Notice
) -> None:
    """E3."""
    identity.reader_for(JANE)
    notice(to=JANE), notice(to=JANE)
    transport = Recording(gated=True)
    sender = Running(lambda: sending.send_due(transport))
    transport.wait_until_in_hand(1)
    stopping = Running(stop)
    stopping.wait_until_done_or_waiting()
    transport.open()
    answered = stopping.wait_until_done()
    sender.wait_until_done()
    assert [moment for _to, moment, _message in transport.given if moment > answered] == []
    assert len(transport.given) == 1


def test_a_mail_that_is_about_to_leave_waits_for_who_is_saying_stop(notice: Notice) -> None:
    """E3: the look at suppressions comes after the lock, and sees what was committed before it."""
    notice(to=JANE)
    transport = Recording()
    with transaction.atomic():
        stop_sending_to(address_hash(JANE))
        sender = Running(lambda: sending.send_due(transport))
        sender.wait_until_done_or_waiting()
        suppress()
    sender.wait_until_done()
    assert transport.given == []
    assert OutgoingMail.objects.get().state == "suppressed"


def test_mail_waits_unharmed_while_the_mail_server_is_away(notice: Notice, settings: Any) -> None:
    """One mail finds out; the others keep their attempts, and go out when the rest is over."""
    for number in range(3):
        notice(to=f"reader{number}@example.org")
    transport = Recording(answers=[Deferred("connect", "Connection refused")])
    sender = sending.TransactionalSender(transport)
    assert sender.send_due() == 1
    assert sender.is_resting
    assert sorted(OutgoingMail.objects.values_list("state", "attempt")) == [
        ("deferred", 1), ("waiting", 0), ("waiting", 0),
    ]  # fmt: skip
    assert sender.send_due() == 2
    assert sender.send_due() == 0
    assert len(transport.given) == 2


def test_who_is_told_to_slow_down_for_one_address_does_not_rest(notice: Notice) -> None:
    """A 4xx is about one mail."""
    notice(), notice(to="ada@example.org")
    sender = sending.TransactionalSender(Recording(answers=[Deferred("450", "4.2.1 Mailbox busy")]))
    assert sender.send_due() == 2
    assert not sender.is_resting
