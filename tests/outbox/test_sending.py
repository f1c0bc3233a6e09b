"""The worker hands over each waiting mail once, and the row always says the truth."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from outbox import sending, suppression
from outbox.addresses import address_hash
from outbox.models import OutgoingMail
from outbox.transports import Deferred, LookUp, Rejected, Unknown
from tests.transports import RecordingTransport

Notice = Callable[..., OutgoingMail]


class Killed(BaseException):
    """The worker dies."""


def again(row: OutgoingMail) -> OutgoingMail:
    OutgoingMail.objects.filter(pk=row.pk).update(next_at=timezone.now())
    return OutgoingMail.objects.get(pk=row.pk)


def test_what_is_sent_is_not_kept(notice: Notice) -> None:
    row = notice()
    assert sending.send_due(RecordingTransport()) == 1
    row.refresh_from_db()
    assert (row.state, row.to_email, row.text, row.html, row.headers) == ("sent", "", "", "", {})
    assert row.sent_at is not None
    assert sending.send_due(RecordingTransport()) == 0


def test_not_now_is_tried_again_later_each_time_and_fails_after_some_days(notice: Notice) -> None:
    row = notice()
    transport = RecordingTransport([Deferred("451", "busy")] * 20)
    waits = []
    while (row := again(row)).state != "failed":
        sending.send_due(transport)
        row.refresh_from_db()
        waits.append(row.next_at - timezone.now())
        assert sending.send_due(transport) == 0 or row.state == "failed"
    assert (row.last_code, row.last_text) == ("451", "busy")
    assert len(transport.handed) == len(sending.WAITS) + 1
    assert waits[1] > timedelta(minutes=4)
    assert len({handed.message_id for handed in transport.handed}) == 1


def test_never_is_not_tried_again_until_staff_say_so(notice: Notice) -> None:
    row = notice()
    sending.send_due(RecordingTransport([Rejected("550", "no such user")]))
    assert again(row).state == "failed"
    assert sending.send_due(RecordingTransport()) == 0
    assert sending.retry(row)
    assert sending.send_due(RecordingTransport()) == 1
    assert again(row).state == "sent"
    assert not sending.retry(row)


def test_an_answer_that_got_lost_leaves_the_mail_uncertain_and_nobody_sends_it_again(notice: Notice) -> None:
    row = notice()
    transport = RecordingTransport([Unknown("connection lost")])
    transport.lookup = lambda _id: LookUp.CANNOT_TELL  # type: ignore[method-assign]
    sending.send_due(transport)
    assert sending.reconcile(transport) == 0
    assert sending.send_due(transport) == 0
    assert (again(row).state, again(row).last_text) == ("uncertain", "connection lost")


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_worker_that_dies_before_the_answer_leaves_an_uncertain_row_that_is_settled_by_looking(
    handed_over: bool, notice: Notice
) -> None:
    row = notice()
    transport = RecordingTransport([Killed()])
    with pytest.raises(Killed):
        sending.send_due(transport)
    assert again(row).state == "uncertain"
    if not handed_over:
        transport.handed.clear()
    assert sending.reconcile(transport) == 1
    assert again(row).state == ("sent" if handed_over else "deferred")
    sending.send_due(transport)
    assert again(row).state == "sent"
    assert len(transport.handed) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_in_the_hands_of_a_living_worker_is_left_alone(notice: Notice) -> None:
    row = notice()
    seen: list[Any] = []

    class Slow(RecordingTransport):
        def send(self, *args: Any) -> Any:
            def other() -> None:
                seen.extend([sending.reconcile(RecordingTransport()), sending.retry(row), sending.send_due(self)])
                connection.close()

            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            return super().send(*args)

    sending.send_due(Slow())
    assert seen == [0, False, 0]
    assert again(row).state == "sent"


@pytest.mark.django_db(transaction=True)
def test_four_workers_hand_over_each_mail_once(notice: Notice) -> None:
    for number in range(40):
        notice(to=f"reader{number}@example.org")
    transports = [RecordingTransport() for _ in range(4)]

    def work(transport: RecordingTransport) -> None:
        while sending.send_due(transport):
            pass
        connection.close()

    threads = [threading.Thread(target=work, args=[transport]) for transport in transports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = [one.recipient for transport in transports for one in transport.handed]
    assert sorted(handed) == sorted({f"reader{number}@example.org" for number in range(40)})


def test_who_is_suppressed_meanwhile_gets_nothing(notice: Notice) -> None:
    row = notice()
    suppression.suppress(address_hash("jane@example.org"), "all", "unsub_all")
    transport = RecordingTransport()
    sending.send_due(transport)
    assert transport.handed == []
    assert (again(row).state, again(row).to_email) == ("suppressed", "")


def test_a_mail_that_cannot_be_composed_fails_alone(notice: Notice) -> None:
    bad, good = notice(), notice()
    OutgoingMail.objects.filter(pk=bad.pk).update(to_email="a@example.org, b@example.org")
    transport = RecordingTransport()
    sending.send_due(transport)
    assert again(bad).state == "failed"
    assert again(good).state == "sent"
    assert len(transport.handed) == 1
