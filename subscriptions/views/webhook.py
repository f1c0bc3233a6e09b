"""Webhook for delivery events from a mail service or a bounce reader, signed with MAIL_EVENTS_KEY."""

import hashlib
import hmac
import json
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..models import DeliveryEvent
from ..services.events import delivery_events

MAX_BODY_BYTES, MAX_EVENTS = 1_000_000, 1_000  # bytes, events of one request
MAX_AGE_SECONDS = 300  # of a signature; a replay within this time is the same event, and changes nothing
STRING_FIELDS = ("id", "type", "message_id", "at")


@csrf_exempt  # signed by MAIL_EVENTS_KEY, which no browser has
@require_POST
def receive_events(request: HttpRequest) -> HttpResponse:
    """Record the events of a request, all or none; the worker applies them."""
    if not settings.MAIL_EVENTS_KEY:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return error_response(413, "At most 1 MB at a time.")
    if not _is_signed(request.headers.get("Newsroom-Signature", ""), request.body):
        return error_response(403, "The signature is not ours, or too old.")
    try:
        read = [_read(event) for event in json.loads(request.body)["events"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return error_response(400, "This is not a list of events.")
    if len(read) > MAX_EVENTS:
        return error_response(413, f"At most {MAX_EVENTS} events at a time.")
    return JsonResponse({"new": sum(delivery_events.record_event("webhook", **event) for event in read)})


def _is_signed(header: str, body: bytes) -> bool:
    """Return whether `header` is “t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>", in hex>”, and recent."""
    moment, _comma, signature = header.removeprefix("t=").partition(",v1=")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 13 and signature.isascii()):
        return False
    expected = hmac.digest(settings.MAIL_EVENTS_KEY.encode(), f"{moment}.".encode() + body, hashlib.sha256).hex()
    return hmac.compare_digest(signature, expected) and abs(time.time() - int(moment)) <= MAX_AGE_SECONDS


def _read(event: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `record_event`. Raises ValueError, TypeError or KeyError for a malformed event."""
    values = {name: event[name] for name in STRING_FIELDS} | {name: event.get(name, "") for name in ("code", "raw")}
    at = datetime.fromisoformat(values["at"])
    if at.tzinfo is None or any("\x00" in value.encode().decode() for value in values.values()):
        raise ValueError  # encode() refuses lone surrogates
    return {
        "event_id": values["id"],
        "type_": DeliveryEvent.Type(values["type"]).value,
        "message_id": values["message_id"],
        "at": at,
        "code": values["code"],
        "raw": values["raw"],
    }


def error_response(status: int, why: str) -> JsonResponse:
    """Return a JSON response with the error `why`."""
    return JsonResponse({"error": why}, status=status)
