"""What a mail provider tells by django-anymail's webhooks, in our words. Imported only where one is told of."""

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

from ..models import Delivery, DeliveryEvent
from . import bounces, delivery_events

Type: Any = DeliveryEvent.Type

_EVENT_TYPES = {
    EventType.DELIVERED: Type.DELIVERED,
    EventType.COMPLAINED: Type.COMPLAINT,
    EventType.UNSUBSCRIBED: Type.UNSUBSCRIBE,
}
_REJECTION_TYPES = {  # by the provider, and why; what it blocks for reasons of its own says nothing of the address
    RejectReason.INVALID: Type.BOUNCE_HARD,
    RejectReason.BOUNCED: Type.BOUNCE_SOFT,
    RejectReason.TIMED_OUT: Type.BOUNCE_SOFT,
    RejectReason.SPAM: Type.COMPLAINT,
    RejectReason.UNSUBSCRIBED: Type.UNSUBSCRIBE,
}
_CODE = re.compile(r"\b[45]\d\d\b")
_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


def tracking_view(provider: str) -> Callable[[HttpRequest], HttpResponse] | None:
    """Return anymail's view that hears `provider`; None if nothing would prove that it is the provider who speaks."""
    try:
        view = resolve(f"/{provider}/tracking/", "anymail.urls").func
        made = view.view_class()
    except (Resolver404, ImproperlyConfigured):  # it tells nothing; or it signs everything, and we lack the key
        return None
    return None if made.warn_if_no_basic_auth and not made.basic_auth else view


@receiver(tracking)
def record_tracking_event(event: AnymailTrackingEvent, esp_name: str, **_more: Any) -> None:
    """Record what is told, if it means anything to us."""
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
    """Return the type of event that this is to us; None if it is of no concern, as openings are.

    Providers call a bounce whatever came back. What the mail server said decides; where they do not pass that on, it
    counts one a day, like a full mailbox.
    """
    if event.event_type == EventType.REJECTED:
        return _REJECTION_TYPES.get(event.reject_reason)
    if event.event_type != EventType.BOUNCED:
        return _EVENT_TYPES.get(event.event_type)
    code, said = _reply(event)
    if code:
        return bounces.classify(code, said) or (None if "." in code else Type.BOUNCE_SOFT)
    if event.reject_reason in {RejectReason.BLOCKED, RejectReason.SPAM}:  # the mail was not liked
        return None
    return Type.BOUNCE_HARD if event.reject_reason == RejectReason.INVALID else Type.BOUNCE_SOFT


def _reply(event: AnymailTrackingEvent) -> tuple[str, str]:
    """Return the code that the other mail server gave, the one that says most, and its words."""
    said = f"{event.mta_response or ''} {event.description or ''}"
    code = _ENHANCED.search(said) or _CODE.search(said)
    return code[0] if code else "", said


def _message_id(event: AnymailTrackingEvent) -> str:
    """Return our Message-ID: the provider kept its first half for us, or else knows the mail by its own id."""
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
    """Return a name for an event of a provider that gives none: the same whenever the same is told."""
    parts = (event.event_type, event.message_id, event.recipient, event.timestamp)
    return sha256(repr([str(part) for part in parts]).encode()).hexdigest()


def _as_text(esp_event: Any) -> str:
    try:
        return json.dumps(esp_event, default=str)
    except (TypeError, ValueError):
        return str(esp_event)
