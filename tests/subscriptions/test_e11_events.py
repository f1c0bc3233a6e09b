"""E11: what providers tell, in any order and any number of times, comes to the same."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbox import suppression
from outbox.addresses import address_hash
from outbox.models import Suppression
from outbox.transports import Deferred, Rejected, Unknown
from readers.models import Reader
from subscriptions.models import Delivery, DeliveryEvent, Mailing, SendBudget, Subscription
from subscriptions.sending import circuit_breaker, ledger, recovery
from subscriptions.sending.sender import MailingSender
from subscriptions.services import bounces, delivery_events, mailing_control
from tests.subscriptions.subscribers import make_subscribers

from .recording import Recording

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
JANE = "jane@example.org"


def tell(delivery: Delivery, type_: str, number: int = 1, at: datetime = START, **fields: Any) -> bool:
    return delivery_events.record_event(
        "provider", f"{type_}-{number}", type_, message_id=delivery.message_id, at=at, **fields
    )


@pytest.fixture
def sent(subscribe: Any, mail_story: Any, send_all: Any) -> Delivery:
    """A delivery to Jane that was sent."""
    subscribe(JANE)
    send_all(mail_story())
    return Delivery.objects.select_related("mailing").get()


TOLD = [("delivered", 0), ("bounce_soft", 0), ("bounce_soft", 1), ("bounce_soft", 40), ("bounce_soft", 41),
        ("bounce_soft", 42), ("bounce_soft", 43), ("bounce_hard", 2), ("complaint", 3), ("unsub", 4)]  # fmt: skip


def outcome() -> Any:
    reader = Reader.objects.get()
    return (
        set(Suppression.objects.values_list("scope", "reason")),
        reader.state,
        reader.bounce_score,
        reader.last_bounce_day,
        Subscription.objects.get().state,
        Delivery.objects.get().state,
        DeliveryEvent.objects.count(),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_replays_and_disorder_are_harmless(data: Any, sent: Delivery) -> None:
    """E11."""
    chosen = data.draw(st.lists(st.sampled_from(TOLD), min_size=1, max_size=8, unique=True))
    results = []
    for order in (chosen, data.draw(st.permutations(chosen + chosen[:2]))):
        DeliveryEvent.objects.all().delete()
        Suppression.objects.all().delete()
        Reader.objects.update(state="ok", bounce_score=0, last_bounce_day=None)
        Subscription.objects.update(state="active")
        Delivery.objects.update(state="uncertain")
        for type_, day in order:
            tell(sent, type_, day, START + day * DAY)
            if data.draw(st.booleans()):
                delivery_events.apply()
        delivery_events.apply()
        results.append(outcome())
    assert results[0] == results[1]


def test_a_replay_is_one_event_and_a_mail_that_is_not_ours_none(sent: Delivery) -> None:
    assert tell(sent, "complaint")
    assert not tell(sent, "complaint")
    stranger = {"message_id": "<0190b6a2-0000-7000-8000-000000000000@elsewhere>", "at": START}
    assert not delivery_events.record_event("provider", "x", "complaint", **stranger)
    assert not delivery_events.record_event("provider", "x", "complaint", message_id="nonsense", at=START)
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        ("550", "5.1.1 The email account that you tried to reach does not exist", "bounce_hard"),
        ("550", "User unknown", "bounce_hard"),
        ("550", "5.7.1 Message blocked by policy", None),
        ("554", "Transaction failed", None),
        ("552", "5.2.2 Mailbox full", "bounce_soft"),
        ("550", "5.1.8 Bad sender's system address", None),
        ("553", "5.1.7 Bad sender's mailbox address", None),
        ("556", "5.1.10 Recipient address has null MX", "bounce_hard"),
    ],
)
def test_only_an_address_that_does_not_exist_is_closed_at_once(code: str, text: str, meaning: str | None) -> None:
    assert bounces.classify(code, text) == meaning


def test_bounces_count_one_a_day_and_fade() -> None:
    first = date(2026, 11, 1)
    assert bounces.peak([first] * 9) == 1
    assert bounces.peak([first, first + 7 * DAY]) == 1.5
    assert bounces.peak([first + n * DAY for n in range(8)]) >= bounces.CLOSED_AT
    assert bounces.peak([first + n * 7 * DAY for n in range(50)]) < 2.01
    eight_and_a_late_one = [*(first + n * DAY for n in range(8)), first + 200 * DAY]
    assert bounces.peak(eight_and_a_late_one) >= bounces.CLOSED_AT, "what is closed does not open by a later bounce"


def test_staff_can_take_back_what_was_concluded(sent: Delivery) -> None:
    tell(sent, "bounce_hard")
    delivery_events.apply()
    assert suppression.is_suppressed(address_hash(JANE), "all")
    bounces.forgive(Reader.objects.get(), address_hash(JANE))
    tell(sent, "bounce_soft", at=START + DAY)
    delivery_events.apply()
    reader = Reader.objects.get()
    assert (reader.state, reader.bounce_score) == ("ok", 1)
    assert not suppression.is_suppressed(address_hash(JANE), "all")


def test_a_refusal_for_good_fails_and_closes_the_address(subscribe: Any, mail_story: Any) -> None:
    subscribe(JANE)
    mailing = mail_story()
    MailingSender(Recording(answers=[Rejected("550", "5.1.1 No such user")])).send_some()
    delivery_events.apply()
    assert (ledger.recount(mailing).failed_n, Delivery.objects.get().last_code) == (1, "550")
    assert suppression.is_suppressed(address_hash(JANE), "all")


@pytest.mark.parametrize("code", ["450", "451", "421", "452"])
def test_not_now_is_tried_again_later_and_then_sent(code: str, subscribe: Any, mail_story: Any) -> None:
    subscribe(JANE)
    mailing = mail_story()
    transport = Recording(answers=[Deferred(code, "4.2.0 Try again")])
    sender = MailingSender(transport)
    sender.send_some()
    assert ledger.recount(mailing).deferred_n == 1
    assert recovery.release_deferred() == 0
    assert recovery.release_deferred(timezone.now() + timedelta(minutes=2)) == 1
    sender.send_some()
    assert ledger.recount(mailing).state == "done"
    assert len(transport.given) == 1


def test_a_lost_answer_is_asked_after_and_nothing_is_sent_blindly(subscribe: Any, mail_story: Any) -> None:
    subscribe(JANE)
    mailing = mail_story()
    transport = Recording(answers=[Unknown("gone")])
    MailingSender(transport).send_some()
    assert ledger.recount(mailing).uncertain_n == 1
    assert recovery.reconcile(transport) == 1
    MailingSender(transport).send_some()
    assert (ledger.recount(mailing).sent_n, len(transport.given)) == (1, 1)


def test_a_domain_that_says_too_fast_gets_its_mail_slower_and_others_at_once(
    subscribe: Any, everything: Any, mail_story: Any
) -> None:
    make_subscribers(6, everything)
    mailing = mail_story()
    transport = Recording(answers=[Deferred("421", "4.7.28 Too many messages")])
    MailingSender(transport).send_some()
    assert SendBudget.objects.get().domain == "example.org"
    SendBudget.objects.update(rate=0.5, tokens=0)
    Delivery.objects.update(state="pending", last_code="")
    MailingSender(transport).send_some()
    mailing = ledger.recount(mailing)
    assert mailing.deferred_n > 0
    waits = Delivery.objects.filter(state="deferred").order_by("next_at").values_list("next_at", flat=True)
    assert len(set(waits)) == len(waits), "each has a turn of its own"


def test_when_too_many_complain_everything_stops_until_somebody_has_looked(
    everything: Any, mail_story: Any, send_all: Any
) -> None:
    make_subscribers(20, everything)
    send_all(mail_story("One"))
    second = mail_story("Two")
    for number, delivery in enumerate(Delivery.objects.filter(state="sent").select_related("mailing")[:3]):
        tell(delivery, "complaint", number, timezone.now())
    delivery_events.apply()
    assert circuit_breaker.check() == 1
    second.refresh_from_db()
    assert (second.state, second.pause_reason) == ("paused", "complaints")
    mailing_control.resume(second)
    assert circuit_breaker.check() == 0
    assert send_all(second).sent_n == 17


def test_a_mailing_that_everybody_refuses_stops_before_it_ruins_the_list(everything: Any, mail_story: Any) -> None:
    make_subscribers(60, everything)
    mail_story()
    sender = MailingSender(Recording(answers=[Rejected("550", "5.7.1 You are not allowed to send")] * 60))
    while sender.send_some():
        pass
    mailing = ledger.recount(Mailing.objects.get())
    assert (mailing.state, mailing.pause_reason, mailing.failed_n) == ("paused", "broken", 20)
