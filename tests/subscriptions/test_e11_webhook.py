"""E11: the webhook accepts signed and complete requests only, and replays change nothing."""

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.test import Client

from outbox.models import Suppression
from subscriptions.models import Delivery, DeliveryEvent
from subscriptions.services.events import delivery_events

pytestmark = pytest.mark.django_db

KEY = "a key that is long enough to be one, and known to the mail service"


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.MAIL_EVENTS_KEY = KEY


@pytest.fixture
def sent(subscribe: Any, mail_story: Any, send_all: Any) -> Delivery:
    """A delivery that was sent."""
    subscribe()
    send_all(mail_story())
    return Delivery.objects.select_related("mailing").get()


def told(delivery: Delivery, **changes: str) -> dict[str, str]:
    event = {"id": "1", "type": "complaint", "message_id": delivery.message_id, "at": "2026-11-22T10:00:00+01:00"}
    return event | changes


def tell(*told: Any, key: str = KEY, moment: float | None = None, header: str | None = None, body: Any = None) -> Any:
    content = json.dumps({"events": told}) if body is None else body
    at = int(time.time() if moment is None else moment)
    signature = hmac.new(key.encode(), f"{at}.{content}".encode(), hashlib.sha256).hexdigest()
    headers = {"Newsroom-Signature": f"t={at},v1={signature}" if header is None else header}
    client = Client(enforce_csrf_checks=True)
    return client.post("/mail/events/", content, content_type="application/json", headers=headers)


def test_a_signed_complaint_is_noted_once_and_closes_the_address(sent: Delivery) -> None:
    assert [tell(told(sent)).json(), tell(told(sent)).json()] == [{"new": 1}, {"new": 0}]
    delivery_events.apply()
    assert DeliveryEvent.objects.get().provider == "webhook"
    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "forged",
    [
        {"key": "another key"},
        {"moment": 0},
        {"moment": 9_999_999_999},
        {"header": ""},
        {"header": "t=,v1="},
        {"header": "v1=0"},
        {"header": "t=١٢,v1=é".encode().decode("latin-1")},
    ],
)
def test_what_is_not_signed_by_us_or_is_old_is_not_heard(forged: dict[str, Any], sent: Delivery) -> None:
    assert tell(told(sent), **forged).status_code == 403
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "nonsense"},
        {"at": "yesterday"},
        {"at": "2026-11-22T10:00:00"},
        {"id": 7},
        {"raw": "\x00"},
        {"code": "\ud800"},
    ],
)
def test_one_wrong_event_and_nothing_of_the_request_counts(wrong: dict[str, Any], sent: Delivery) -> None:
    assert tell(told(sent), told(sent, id="2") | wrong).status_code == 400
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "null", "[]", '{"events": 7}', '{"events": [7]}', "\ud800".encode("utf-8", "replace")]
)
def test_what_is_no_list_of_events_is_refused(body: Any) -> None:
    assert tell(body=body if isinstance(body, str) else body.decode()).status_code == 400


def test_too_much_at_once_is_refused(sent: Delivery) -> None:
    assert tell(*[told(sent, id=str(number)) for number in range(1_001)]).status_code == 413
    assert tell(told(sent, raw="x" * 1_000_000)).status_code == 413
    assert not DeliveryEvent.objects.exists()


def test_without_a_key_there_is_no_such_door(sent: Delivery, settings: Any) -> None:
    settings.MAIL_EVENTS_KEY = ""
    assert tell(told(sent), key="").status_code == 404
    assert Client().get("/mail/events/").status_code == 405
