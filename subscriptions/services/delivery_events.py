"""Delivery events from providers: idempotent, and in any order the result is the same.

Recording only adds a row. What follows from it happens in a second step, by the worker.
"""

import logging
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from outbox import suppression
from outbox.models import OutgoingMail
from outbox.suppression import Reason, Scope
from readers.models import Reader

from ..models import Delivery, DeliveryEvent
from . import bounces, unsubscribing
from .consent import Origin

logger = logging.getLogger(__name__)

Type: Any = DeliveryEvent.Type

TRIED_FOR = timedelta(minutes=10)
LONGEST_RAW = 20_000  # characters; a report may be of any size
_ID = re.compile(r"<?([0-9a-fA-F-]{32,36})@")


def record_event(
    provider: str,
    event_id: str,
    type_: str,
    *,
    message_id: str,
    at: datetime,
    code: str = "",
    raw: str = "",
) -> bool:
    """Note what `provider` tells of the mail with this Message-ID; False for a replay or a mail that is not ours.

    The caller has checked that it is the provider who tells. Raises ValueError if `type_` is none of ours.
    """
    kind = Type(type_)
    mail = _mail_with(message_id)
    if mail is None or not event_id:
        return False
    _row, new = DeliveryEvent.objects.get_or_create(
        provider=provider[:30],
        provider_event_id=event_id[:200],
        defaults={
            "delivery": mail if isinstance(mail, Delivery) else None,
            "address_hash": mail.address_hash,
            "type": kind,
            "code": code[:20],
            "raw": raw[:LONGEST_RAW].replace("\x00", ""),
            "at": at,
        },
    )
    return new


def _mail_with(message_id: str) -> Delivery | OutgoingMail | None:
    """Return what left with this Message-ID: a story or a digest, or a confirmation, a link, a notice."""
    found = _ID.match(message_id)
    try:
        public_id = UUID(found.group(1)) if found else None
    except ValueError:
        return None
    mailed = Delivery.objects.filter(public_id=public_id).first()
    return mailed or OutgoingMail.objects.filter(public_id=public_id).first()


def apply(most: int = 500) -> int:
    """Let what was recorded have its effect; returns how many events did. One that cannot is logged and left."""
    applied = 0
    for pk in DeliveryEvent.objects.filter(applied_at=None).order_by("pk").values_list("pk", flat=True)[:most]:
        try:
            applied += _apply(pk)
        except Exception:
            logger.exception("Delivery event %s has no effect", pk)
    return applied


def due_times() -> Any:
    """Return the moment at which the oldest event was told that has had no effect yet, as a query of one column.

    One that has had none for a while is not waited for: it is tried when there is something else to do.
    """
    new = DeliveryEvent.objects.filter(applied_at=None, recorded_at__gte=timezone.now() - TRIED_FOR)
    return new.order_by("pk").values_list("recorded_at")[:1]


def _apply(pk: int) -> bool:
    with transaction.atomic():
        rows = DeliveryEvent.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, applied_at=None)
        event = rows.first()
        if event is None:
            return False
        # Whatever is told of a mail, it was taken over.
        known = Delivery.objects.filter(pk=event.delivery_id, state=Delivery.State.UNCERTAIN)
        known.update(state=Delivery.State.SENT, sent_at=event.at)
        if not event.forgiven:
            _conclude(event)
        event.applied_at = timezone.now()
        event.save(update_fields=["applied_at"])
    return True


def _conclude(event: DeliveryEvent) -> None:
    match event.type:
        case Type.BOUNCE_HARD | Type.BOUNCE_SOFT:
            bounces.weigh(event.address_hash)
        case Type.COMPLAINT:
            # Who complains of a confirmation or a link, which somebody else may have asked for, gets no more of them.
            scope = Scope.MARKETING if event.delivery_id else Scope.ALL
            suppression.suppress(event.address_hash, scope, Reason.COMPLAINT, event.provider)
        case Type.UNSUBSCRIBE:
            reader = Reader.objects.filter(deliveries=event.delivery_id).exclude(state=Reader.State.ERASED).first()
            if reader is not None:
                unsubscribing.unsubscribe(reader, Origin(f"provider {event.provider}"))
