"""Conversion of django-anymail's tracking events to delivery events. Imported only where a provider is configured."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from outbox.addresses import address_hash, normalise
from outbox.transports.anymail import METADATA

from ...models import Delivery, DeliveryEvent
from . import bounces, delivery_events

Type: Any = DeliveryEvent.Type

_EVENT_TYPES = {
    EventType.DELIVERED: Type.DELIVERED,
    EventType.COMPLAINED: Type.COMPLAINT,
    EventType.UNSUBSCRIBED: Type.UNSUBSCRIBE,
}
_REJECTION_TYPES = {  # not sent by the provider; its own reasons for blocking say nothing about the address
    RejectReason.INVALID: Type.BOUNCE_HARD,
    RejectReason.BOUNCED: Type.BOUNCE_SOFT,
    RejectReason.TIMED_OUT: Type.BOUNCE_SOFT,
    RejectReason.SPAM: Type.COMPLAINT,
    RejectReason.UNSUBSCRIBED: Type.UNSUBSCRIBE,
}
_CODE = re.compile(r"\b[45]\d\d\b")
_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


def tracking_view(provider: str) -> Callable[[HttpRequest], HttpResponse] | None:
    """Return anymail's webhook view of `provider`; None if requests to it could not be authenticated."""
    try:
        view = resolve(f"/{provider}/tracking/", "anymail.urls").func
        made = view.view_class()
    except (Resolver404, ImproperlyConfigured):  # no such webhook; or it signs requests and the key is not set
        return None
    return None if made.warn_if_no_basic_auth and not made.basic_auth else view


@receiver(tracking)
def record_tracking_event(event: AnymailTrackingEvent, esp_name: str, **_more: Any) -> None:
    """Record the event, if it is of a type that we use."""
    type_ = event_type(event)
    if type_ is None:
        return
    delivery_events.record_event(
        esp_name,
        event.event_id or _fingerprint(event),
        type_,
        message_id=_message_id(event),
        at=event.timestamp or timezone.now(),
        code=_reply(event)[0],
        raw=_as_text(event.esp_event),
    )


def event_type(event: AnymailTrackingEvent) -> str | None:
    """Return our type of the event; None if we do not use it, as with opens.

    Providers call every returned mail a bounce. The reply of the mail server decides; if they do not pass it on, the
    bounce counts like that of a full mailbox.
    """
    if event.event_type == EventType.REJECTED:
        return _REJECTION_TYPES.get(event.reject_reason)
    if event.event_type != EventType.BOUNCED:
        return _EVENT_TYPES.get(event.event_type)
    code, said = _reply(event)
    if code:
        return bounces.classify(code, said) or (None if "." in code else Type.BOUNCE_SOFT)
    if event.reject_reason in {RejectReason.BLOCKED, RejectReason.SPAM}:  # the content was refused, not the address
        return None
    return Type.BOUNCE_HARD if event.reject_reason == RejectReason.INVALID else Type.BOUNCE_SOFT


def _reply(event: AnymailTrackingEvent) -> tuple[str, str]:
    """Return the most specific code of the mail server's reply, and the text of the reply."""
    said = f"{event.mta_response or ''} {event.description or ''}"
    code = _ENHANCED.search(said) or _CODE.search(said)
    return code[0] if code else "", said


def _message_id(event: AnymailTrackingEvent) -> str:
    """Return our Message-ID, from the metadata that the provider returns, or else found by its own id of the mail."""
    kept = (event.metadata if isinstance(event.metadata, dict) else {}).get(METADATA)
    if kept:
        return f"<{kept}@>"
    try:
        hashed = address_hash(normalise(event.recipient or ""))
    except ValidationError:
        return ""
    mine = Delivery.objects.filter(address_hash=hashed, provider_id=event.message_id or None)
    delivery = mine.select_related("mailing").order_by("-pk").first()
    return delivery.message_id if delivery else ""


def _fingerprint(event: AnymailTrackingEvent) -> str:
    """Return a stable id for an event that the provider gives none."""
    parts = (event.event_type, event.message_id, event.recipient, event.timestamp)
    return sha256(repr([str(part) for part in parts]).encode()).hexdigest()


def _as_text(esp_event: Any) -> str:
    try:
        return json.dumps(esp_event, default=str)
    except (TypeError, ValueError):
        return str(esp_event)
