"""E8: a request for somebody else's address gets them one mail with no text of the sender, and nothing more."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbox import suppression
from outbox.addresses import address_hash
from outbox.models import OutgoingMail
from readers import identity, tokens
from readers.models import RateBucket, Reader
from subscriptions import tasks
from subscriptions.models import ConsentEvent, Delivery, Subscription, Topic
from subscriptions.services import subscribing, subscription_requests, unsubscribing
from subscriptions.services.consent import Origin
from tests.subscriptions.subscribers import BY_TEST

from .recording import Running

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "janedoe@gmail.com",
    "JaneDoe@gmail.com",
    "jane.doe@gmail.com",
    "janedoe+news@gmail.com",
    "j.a.n.e.doe@googlemail.com",
]


@pytest.fixture
def asked(monkeypatch: Any) -> Any:
    """Run the job of the worker at once."""
    monkeypatch.setattr(tasks.fulfil_request, "defer", lambda **given: tasks.fulfil_request(**given))


def ask(email: str, *topics: Topic, network: str = "192.0.2.0/24", cadence: str = "instant") -> None:
    subscription_requests.request_subscription(
        email, topics or [Topic.objects.everything()], cadence, Origin("test", network=network)
    )


def confirmation() -> str:
    """Return the token of the newest confirmation mail."""
    return (
        OutgoingMail.objects.filter(kind="subscriptions.confirm").latest("pk").text.split("/confirm/")[1].split("/")[0]
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    requests=st.lists(
        st.tuples(
            st.sampled_from(SPELLINGS), st.integers(0, 3), st.integers(0, 250), st.sampled_from(["instant", "daily"])
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_mailbox_gets_one_confirmation_a_day_whatever_is_asked_how_often_and_from_where(
    requests: list[Any], asked: Any, world: Any, business: Any, mara: Any
) -> None:
    """E8."""
    for model in (OutgoingMail, RateBucket, Reader):
        model.objects.all().delete()
    topics = [Topic.objects.everything(), *(Topic.objects.about(thing) for thing in (world, business, mara))]
    for spelling, topic, network, cadence in requests:
        ask(spelling, topics[topic], network=f"198.51.{network}.0/24", cadence=cadence)
    assert OutgoingMail.objects.count() == 1
    assert not Subscription.objects.exclude(state="pending").exists()


def test_who_has_not_confirmed_gets_no_story(asked: Any, mail_story: Any) -> None:
    """E8."""
    ask("jane@example.org")
    assert mail_story().candidate_n == 0
    assert not Delivery.objects.exists()


def test_the_confirmation_makes_it_begin_and_a_second_click_changes_nothing(asked: Any) -> None:
    ask("jane@example.org")
    token = confirmation()
    for _ in range(2):
        _reader, [subscription] = subscribing.confirm(token, BY_TEST)
        assert (subscription.state, Reader.objects.get().is_verified) == ("active", True)
    kinds = ConsentEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["requested", "confirmed"]


def test_a_link_from_before_somebody_left_does_not_bring_them_back(asked: Any) -> None:
    """E10, and confirm against unsubscribe."""
    ask("jane@example.org")
    token = confirmation()
    reader, _rows = subscribing.confirm(token, BY_TEST)
    unsubscribing.unsubscribe(reader, BY_TEST)
    assert subscribing.confirm(token, BY_TEST)[1] == []
    RateBucket.objects.all().delete()
    ask("jane@example.org")
    assert Subscription.objects.get().state == "pending"
    assert subscribing.confirm(token, BY_TEST)[1] == []
    assert Subscription.objects.get().state == "pending"


@pytest.mark.parametrize(("before", "mails"), [("new", 1), ("pending", 0), ("active", 1), ("never again", 0)])
def test_the_door_answers_the_same_and_asks_the_same_for_every_address(
    before: str, mails: int, subscribe: Any, asked: Any, django_assert_num_queries: Any, monkeypatch: Any
) -> None:
    match before:
        case "pending":
            ask("jane@example.org")
        case "active":
            subscribe()
        case "never again":
            unsubscribing.suppress_all_mail(identity.reader_for("jane@example.org"), BY_TEST)
    OutgoingMail.objects.all().delete()
    deferred: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.fulfil_request, "defer", lambda **given: deferred.append(given))
    topics = [Topic.objects.everything()]
    with django_assert_num_queries(7):  # the counters, and nothing about the address
        assert subscription_requests.request_subscription("jane@example.org", topics, "instant", BY_TEST) is None
    tasks.fulfil_request(**deferred[0])
    assert OutgoingMail.objects.count() == mails


def test_one_network_is_heard_five_times_an_hour(asked: Any) -> None:
    for number in range(12):
        ask(f"reader{number}@example{number}.org")
    assert OutgoingMail.objects.count() == 5


def test_one_domain_is_heard_fifty_times_an_hour(asked: Any) -> None:
    for number in range(60):
        ask(f"reader{number}@catch-all.example", network=f"198.51.{number}.0/24")
    assert OutgoingMail.objects.count() == 50


def test_the_mail_holds_no_word_of_who_asked(asked: Any, world: Any) -> None:
    world.name = "Buy now at evil.example"
    world.save()
    identity.reader_for("jane@example.org", "Buy now at evil.example")
    ask("jane@example.org", Topic.objects.about(world))
    mail = OutgoingMail.objects.get()
    assert "evil" not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize(
    "address", ["", "jane", "jane@example.org, joe@example.org", "jane@example.org\nBcc: joe@example.org"]
)
def test_what_is_no_address_is_refused_before_anything_is_counted(address: str, paper: Any) -> None:
    with pytest.raises(ValidationError):
        ask(address)
    assert not RateBucket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_requests_at_once_for_one_address_make_one_row_and_one_mail(paper: Any) -> None:
    topic = Topic.objects.everything()
    work = [
        Running(lambda: subscribing.fulfil_request("jane@example.org", [topic], "instant", BY_TEST)) for _ in range(50)
    ]
    for one in work:
        one.wait_until_done()
    assert (Subscription.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_what_nobody_confirms_for_a_week_is_forgotten(asked: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    ask("jane@example.org")
    assert unsubscribing.delete_unconfirmed(timezone.now() + timedelta(days=6)) == 0
    assert unsubscribing.delete_unconfirmed(timezone.now() + timedelta(days=8)) == 1
    assert not Subscription.objects.exists()


def test_an_own_new_wish_lifts_what_erasing_left_but_not_a_complaint(subscribe: Any, asked: Any) -> None:
    hashed = address_hash("jane@example.org")
    suppression.suppress(hashed, "marketing", "erased")
    ask("jane@example.org")
    subscribing.confirm(confirmation(), BY_TEST)
    assert not suppression.is_suppressed(hashed, "marketing")
    suppression.suppress(hashed, "marketing", "complaint")
    Subscription.objects.all().delete()
    subscribe()
    assert suppression.is_suppressed(hashed, "marketing")


def test_staff_bring_in_whom_they_have_consent_of_and_nobody_who_left(everything: Any, subscribe: Any) -> None:
    unsubscribing.unsubscribe(subscribe("jane@example.org"), BY_TEST)
    assert (
        subscribing.import_subscriber(
            "jane@example.org", [everything], "instant", basis="2019 paper list", origin=BY_TEST
        )
        == []
    )
    [row] = subscribing.import_subscriber(
        "joe@example.org", [everything], "daily", basis="2019 paper list", origin=BY_TEST
    )
    assert (row.state, row.consent_events.get().basis) == ("active", "2019 paper list")
    with pytest.raises(ValidationError):
        subscribing.import_subscriber("ann@example.org", [everything], "daily", basis=" ", origin=BY_TEST)


def test_a_token_made_for_another_purpose_confirms_nothing(asked: Any) -> None:
    """E10."""
    ask("jane@example.org")
    row = Subscription.objects.get()
    for purpose in (tokens.UNSUBSCRIBE, tokens.SIGN_IN, tokens.MANAGE):
        token = tokens.make(purpose, row.reader.public_id, s=[[row.public_id.hex, row.state_version]])
        with pytest.raises(tokens.BadToken):
            subscribing.confirm(token, BY_TEST)
