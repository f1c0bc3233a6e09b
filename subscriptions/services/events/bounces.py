"""Bounces: read from replies and webhooks, weighed with patience, and taken back by staff where they were wrong.

Only an address that does not exist is suppressed at once. Temporary causes, such as a full mailbox, add at most one a
day to a score that halves each week. A refusal of our content or server (5.7.x) says nothing about the address.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from outbox import suppression
from outbox.addresses import address_hash as hash_of
from outbox.suppression import Reason, Scope
from readers.models import Reader

from ...models import Delivery, DeliveryEvent

Type: Any = DeliveryEvent.Type

SUPPRESSION_SCORE = 5.0
HALF_LIFE_DAYS = 7.0
BY_REPLY = "reply"  # the provider of events that are the reply of a mail server

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
_NO_SUCH_MAILBOX = re.compile(
    r"(user|recipient|mailbox|address)\b.{0,40}\b(unknown|does(?: not|n.t) exist|not found|invalid)"
    r"|(no such|unknown) (user|recipient|mailbox|address)",
    re.IGNORECASE,
)
# No such mailbox, no such domain, bad syntax, moved without an address, no mail accepted (RFC 3463 §3.2, RFC 7505).
_HARD = frozenset({"1", "2", "3", "6", "10"})


def classify(code: str, text: str) -> str | None:
    """Return the event type of a refusal; None if it says nothing about the address."""
    enhanced = _ENHANCED.search(f"{code} {text}")
    if enhanced is None:
        return Type.BOUNCE_HARD if code in {"550", "551", "553"} and _NO_SUCH_MAILBOX.search(text) else None
    klass, subject, detail = enhanced.groups()
    if klass == "5" and subject == "1":
        return Type.BOUNCE_HARD if detail in _HARD else None  # the others are about the sender's address
    return Type.BOUNCE_SOFT if subject in {"2", "4"} else None


def note_refusal(delivery: Delivery, code: str, text: str, at: datetime) -> None:
    """Record a permanent refusal in the caller's transaction; `delivery_events.apply` applies it later.

    It cannot be applied here: suppressing an address waits for its senders, and the caller is one of them.
    """
    type_ = classify(code, text)
    if type_ is not None:
        DeliveryEvent.objects.get_or_create(
            provider=BY_REPLY,
            provider_event_id=f"{delivery.public_id}:{delivery.attempt}",
            defaults={
                "delivery_id": delivery.pk,
                "address_hash": delivery.address_hash,
                "type": type_,
                "code": code[:20],
                "raw": text,
                "at": at,
            },
        )


def peak_score(days: Iterable[date]) -> float:
    """Return the highest score that bounces on these days ever reached; the order of `days` does not matter.

    The highest and not the last: an event that arrives late must not lift a suppression.
    """
    score = highest = 0.0
    before: date | None = None
    for day in sorted(set(days)):
        score = score * 0.5 ** ((day - before).days / HALF_LIFE_DAYS) + 1 if before else 1.0
        highest, before = max(highest, score), day
    return highest


def apply_bounces(address_hash: str) -> None:
    """Update the score of the reader and suppress an address with too many bounces, in the caller's transaction."""
    counted = DeliveryEvent.objects.filter(address_hash=address_hash, forgiven=False)
    hard = counted.filter(type=Type.BOUNCE_HARD).exists()
    days = [at.date() for at in counted.filter(type=Type.BOUNCE_SOFT).values_list("at", flat=True)]
    score = SUPPRESSION_SCORE if hard else round(peak_score(days), 2)
    if score < SUPPRESSION_SCORE and not days:
        return
    values: dict[str, object] = {"bounce_score": score, "last_bounce_day": max(days, default=None)}
    if score >= SUPPRESSION_SCORE:
        suppression.suppress(address_hash, Scope.ALL, Reason.HARD, "bounces")
        values["state"] = Reader.State.BOUNCING
    for reader in Reader.objects.filter(deliveries__address_hash=address_hash).exclude(email_norm=None).distinct():
        if hash_of(reader.email_norm) == address_hash:  # they may have another address by now
            Reader.objects.filter(pk=reader.pk).update(**values)


def forgive(reader: Reader, address_hash: str) -> None:
    """Discard the bounces and complaints about the address of `reader`, and lift the suppressions they caused."""
    with transaction.atomic():
        DeliveryEvent.objects.filter(address_hash=address_hash).update(forgiven=True)
        suppression.lift(address_hash, Scope.ALL, reasons=[Reason.HARD, Reason.COMPLAINT])
        suppression.lift(address_hash, Scope.MARKETING, reasons=[Reason.COMPLAINT])
        Reader.objects.filter(pk=reader.pk).exclude(state=Reader.State.ERASED).update(
            state=Reader.State.OK, bounce_score=0, last_bounce_day=None
        )


def forget_raw(before: datetime) -> int:
    """Blank the raw text of reports older than `before` and return how many; the events stay."""
    old = DeliveryEvent.objects.filter(recorded_at__lt=before).exclude(raw="")
    return int(old.update(raw=""))
