"""E11 by a mail provider: what it tells through django-anymail is proved, counted once, and weighed like all else."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from newsroom.settings.checked import SHORTEST_SECRET
from outbox import sending
from outbox.addresses import address_hash
from outbox.models import OutgoingMail, Suppression
from outbox.suppression import is_suppressed
from outbox.transactional import send_transactional
from outbox.transports import from_url
from readers.models import Reader
from subscriptions.models import Delivery, DeliveryEvent, Subscription
from subscriptions.sending import ledger
from subscriptions.sending.sender import MailingSender
from subscriptions.services import delivery_events
from tests.provider import Provider, listening

pytestmark = pytest.mark.django_db

JANE = "jane@example.org"
SECRET = "postmark:" + "s" * SHORTEST_SECRET
URL = "/mail/events/postmark/"
LEFT = {"RecordType": "SubscriptionChange", "SuppressSending": True, "SuppressionReason": "ManualSuppression"}


@pytest.fixture
def provider(settings: Any) -> Any:
    """A provider that takes the paper's mail."""
    with listening() as provider:
        settings.EMAIL_URL = "anymail+postmark:"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "a token",
            "POSTMARK_API_URL": provider.url,
            "WEBHOOK_SECRET": SECRET,
        }
        yield provider


@pytest.fixture
def sent(provider: Provider, subscribe: Any, mail_story: Any) -> Delivery:
    """A delivery to Jane that the provider took."""
    subscribe(JANE)
    mail_story()
    sender = MailingSender(from_url("anymail+postmark:"))
    sender.send_some()
    sender.transport.close()
    delivery = Delivery.objects.select_related("mailing").get()
    assert (delivery.state, delivery.provider_id) == ("sent", "pm-1")
    return delivery


def bounced(delivery: Any, **changes: Any) -> dict[str, Any]:
    """What Postmark tells when mail came back."""
    told = {
        "RecordType": "Bounce",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "MessageID": "pm-1",
        "Metadata": {"newsroom": str(delivery.public_id)},
        "Email": JANE,
        "BouncedAt": "2026-11-22T10:00:00Z",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist",
        "Description": "The server was unable to deliver your message",
    }
    return told | changes


def complained(delivery: Any, **changes: Any) -> dict[str, Any]:
    """What Postmark tells when somebody pressed "spam"."""
    return bounced(delivery, RecordType="SpamComplaint", Type="SpamComplaint", ID=2, Details="", **changes)


def tell(told: Any, *, secret: str | None = SECRET, url: str = URL) -> int:
    content = told if isinstance(told, str) else json.dumps(told)
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret is not None else {}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return int(client.post(url, content, content_type="application/json", headers=headers).status_code)


def test_a_bounce_closes_the_address_once_however_often_it_is_told(sent: Delivery) -> None:
    assert [tell(bounced(sent)) for _ in range(3)] == [200] * 3
    delivery_events.apply()
    event = DeliveryEvent.objects.get()
    assert (event.delivery, event.provider, event.type, event.code) == (sent, "Postmark", "bounce_hard", "5.1.1")
    assert Suppression.objects.get().reason == "hard"
    assert Reader.objects.get().state == "bouncing"


def test_a_complaint_ends_stories_and_digests_for_that_address(sent: Delivery) -> None:
    assert tell(complained(sent)) == 200
    delivery_events.apply()
    assert (Suppression.objects.get().reason, Suppression.objects.get().scope) == ("complaint", "marketing")


def test_who_complains_of_a_confirmation_gets_no_more_of_them(provider: Provider) -> None:
    send_transactional("subscriptions.confirm", to=JANE, context={"confirm_url": "/", "never_url": "/", "days": 7})
    transport = from_url("anymail+postmark:")
    sending.send_due(transport)
    transport.close()
    confirmation = OutgoingMail.objects.get()
    assert confirmation.state == "sent"
    assert tell(complained(confirmation)) == 200
    delivery_events.apply()
    assert is_suppressed(address_hash(JANE), "all")


@pytest.mark.parametrize("secret", [None, "", "postmark", "postmark:wrong", SECRET + "x", SECRET.upper()])
def test_what_nobody_proves_is_not_heard(secret: str | None, sent: Delivery) -> None:
    assert tell(complained(sent), secret=secret) == 400
    assert not DeliveryEvent.objects.exists()


def test_a_mail_that_is_not_ours_means_nothing(sent: Delivery) -> None:
    strangers: list[dict[str, Any]] = [
        {"Metadata": {"newsroom": "0190b6a2-0000-7000-8000-000000000000"}},
        {"Metadata": {"newsroom": "nonsense"}},
        {"Metadata": {}, "MessageID": "pm-2"},
        {"Metadata": {}, "Email": "somebody-else@example.org"},
        {"Metadata": {}, "Email": "no address"},
        {"Metadata": {}, "MessageID": ""},
        {"Metadata": "words"},
    ]
    assert {tell(complained(sent, **stranger)) for stranger in strangers} <= {200, 400}
    assert not DeliveryEvent.objects.exists()


def test_a_provider_that_kept_no_note_of_ours_is_understood_by_its_own_name_for_the_mail(sent: Delivery) -> None:
    assert tell(complained(sent, Metadata={})) == 200
    assert DeliveryEvent.objects.get().delivery == sent


def test_an_event_without_a_name_counts_once_and_settles_what_was_uncertain(sent: Delivery) -> None:
    Delivery.objects.update(state="uncertain")
    delivered = {
        "RecordType": "Delivery",
        "MessageID": "pm-1",
        "Recipient": JANE,
        "DeliveredAt": "2026-11-22T10:00:00Z",
        "Metadata": {"newsroom": str(sent.public_id)},
    }
    assert [tell(delivered), tell(delivered)] == [200, 200]
    delivery_events.apply()
    assert DeliveryEvent.objects.get().type == "delivered"
    assert Delivery.objects.get().state == "sent"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("changes", "type_"),
    [
        ({"Type": "SoftBounce", "Details": "smtp;452 4.2.2 Mailbox full"}, "bounce_soft"),
        ({"Type": "SoftBounce", "Details": ""}, "bounce_soft"),
        ({"Type": "HardBounce", "Details": ""}, "bounce_soft"),
        ({"Type": "HardBounce", "Details": "550 no such user"}, "bounce_hard"),
        ({"Type": "HardBounce", "Details": "550 5.7.1 We do not like your mail"}, None),
        ({"Type": "SpamNotification", "Details": ""}, "complaint"),
        ({"Type": "Blocked", "Details": ""}, None),
        ({"Type": "BadEmailAddress", "Details": ""}, "bounce_hard"),
        ({"Type": "AutoResponder", "Details": "On holiday"}, None),
        ({"Type": "Transient", "Details": "421 4.4.1 Try later"}, None),
        ({"RecordType": "Open"}, None),
        ({"RecordType": "Click"}, None),
        (LEFT, "unsub"),
    ],
)  # fmt: skip
def test_only_an_address_that_does_not_exist_is_closed_at_once(
    changes: dict[str, Any], type_: str | None, sent: Delivery
) -> None:
    assert tell(bounced(sent, **changes)) == 200
    assert list(DeliveryEvent.objects.values_list("type", flat=True)) == ([type_] if type_ else [])


def test_who_leaves_at_the_provider_has_left(sent: Delivery) -> None:
    tell(bounced(sent, **LEFT))
    delivery_events.apply()
    assert Subscription.objects.get().state == "unsubscribed"


@pytest.mark.parametrize("body", ["", "null", "[", "[]", "7", '{"RecordType": 7}', '{"RecordType": "Inbound"}'])
def test_what_no_provider_says_is_refused(body: str, sent: Delivery) -> None:
    assert tell(body) in {200, 400, 404}
    assert not DeliveryEvent.objects.exists()


def test_too_much_at_once_is_refused(sent: Delivery) -> None:
    assert tell(complained(sent, Content="x" * 1_000_000)) == 413
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize("change", ["no secret", "another provider", "an SMTP server"])
def test_the_door_is_there_only_for_the_provider_that_takes_our_mail_and_can_prove_itself(
    change: str, sent: Delivery, settings: Any
) -> None:
    if change == "no secret":
        settings.ANYMAIL = {name: value for name, value in settings.ANYMAIL.items() if name != "WEBHOOK_SECRET"}
    else:
        settings.EMAIL_URL = "smtp://mail.example" if change == "an SMTP server" else "anymail+mailgun:"
    assert tell(complained(sent)) == 404
    assert tell(complained(sent), url="/mail/events/mailjet/") == 404
    assert Client().get(URL).status_code == 405
    assert not DeliveryEvent.objects.exists()


def test_a_signature_is_checked_where_the_provider_signs(sent: Delivery, settings: Any) -> None:
    settings.EMAIL_URL = "anymail+mailgun:"
    settings.ANYMAIL = {"MAILGUN_API_KEY": "key", "MAILGUN_WEBHOOK_SIGNING_KEY": "signing key"}
    told = {
        "signature": {"token": "t", "timestamp": "1", "signature": "0" * 64},
        "event-data": {"event": "complained", "id": "1", "user-variables": {"newsroom": str(sent.public_id)}},
    }
    assert tell(told, secret=None, url="/mail/events/mailgun/") == 400
    assert not DeliveryEvent.objects.exists()


def test_a_ledger_counts_what_the_provider_refused_and_what_it_left_unsaid(
    provider: Provider, subscribe: Any, mail_story: Any
) -> None:
    """E2."""
    for number in range(4):
        subscribe(f"reader@domain{number}.org")  # one that is told to slow down does not keep another waiting
    provider.answers = [(422, '{"ErrorCode": 1, "Message": "No"}'), (429, "slow down"), "hang up"]
    mailing = mail_story()
    sender = MailingSender(from_url("anymail+postmark:"))
    while sender.send_some():
        pass
    sender.transport.close()
    mailing = ledger.recount(mailing)
    assert (mailing.failed_n, mailing.deferred_n, mailing.uncertain_n, mailing.sent_n) == (1, 1, 1, 1)
