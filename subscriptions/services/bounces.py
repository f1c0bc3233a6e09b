"""Bounces: read from replies and webhooks, weighed with patience, and taken back by staff where they were wrong.

Only an address that does not exist is closed at once. Everything else counts one a day and halves each week: a full
mailbox, or a server that is away. That our mail is not liked there (5.7.x) says nothing about the address.
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

from ..models import Delivery, DeliveryEvent

Type: Any = DeliveryEvent.Type

CLOSED_AT = 5.0  # of the score
HALF_LIFE = 7.0  # days
BY_REPLY = "reply"  # the provider of what a mail server said while we were handing over

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
_NOBODY = re.compile(
    r"(user|recipient|mailbox|address)\b.{0,40}\b(unknown|does(?: not|n.t) exist|not found|invalid)"
    r"|(no such|unknown) (user|recipient|mailbox|address)",
    re.IGNORECASE,
)
# No such mailbox, no such domain, bad syntax, moved without an address, no mail accepted (RFC 3463 §3.2, RFC 7505).
_HARD = frozenset({"1", "2", "3", "6", "10"})


def classify(code: str, text: str) -> str | None:
    """Return the type of event that a refusal is; None if it says nothing about the address."""
    enhanced = _ENHANCED.search(f"{code} {text}")
    if enhanced is None:
        return Type.BOUNCE_HARD if code in {"550", "551", "553"} and _NOBODY.search(text) else None
    klass, subject, detail = enhanced.groups()
    if klass == "5" and subject == "1":
        return Type.BOUNCE_HARD if detail in _HARD else None  # the others are about the sender's address
    return Type.BOUNCE_SOFT if subject in {"2", "4"} else None


def note_refusal(delivery: Delivery, code: str, text: str, at: datetime) -> None:
    """Note what a mail server said for good, in the caller's transaction; it has its effect in `events.apply`.

    Not at once: who closes an address waits for its senders, and the caller is one.
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


def peak(days: Iterable[date]) -> float:
    """Return the highest score that bounces on these days ever added up to, in whatever order they are told.

    The highest and not the last one: a bounce that is told late must not open what an earlier telling closed.
    """
    score = highest = 0.0
    before: date | None = None
    for day in sorted(set(days)):
        score = score * 0.5 ** ((day - before).days / HALF_LIFE) + 1 if before else 1.0
        highest, before = max(highest, score), day
    return highest


def weigh(address_hash: str) -> None:
    """Close the address if its bounces are too many, and write the score on its reader. In the caller's transaction."""
    counted = DeliveryEvent.objects.filter(address_hash=address_hash, forgiven=False)
    hard = counted.filter(type=Type.BOUNCE_HARD).exists()
    days = [at.date() for at in counted.filter(type=Type.BOUNCE_SOFT).values_list("at", flat=True)]
    score = CLOSED_AT if hard else round(peak(days), 2)
    if score < CLOSED_AT and not days:
        return
    values: dict[str, object] = {"bounce_score": score, "last_bounce_day": max(days, default=None)}
    if score >= CLOSED_AT:
        suppression.suppress(address_hash, Scope.ALL, Reason.HARD, "bounces")
        values["state"] = Reader.State.BOUNCING
    for reader in Reader.objects.filter(deliveries__address_hash=address_hash).exclude(email_norm=None).distinct():
        if hash_of(reader.email_norm) == address_hash:  # they may have another address by now
            Reader.objects.filter(pk=reader.pk).update(**values)


def forgive(reader: Reader, address_hash: str) -> None:
    """Take back what was concluded from bounces and complaints about `reader`'s address: staff know better."""
    with transaction.atomic():
        DeliveryEvent.objects.filter(address_hash=address_hash).update(forgiven=True)
        suppression.lift(address_hash, Scope.ALL, reasons=[Reason.HARD, Reason.COMPLAINT])
        suppression.lift(address_hash, Scope.MARKETING, reasons=[Reason.COMPLAINT])
        Reader.objects.filter(pk=reader.pk).exclude(state=Reader.State.ERASED).update(
            state=Reader.State.OK, bounce_score=0, last_bounce_day=None
        )


def forget_raw(before: datetime) -> int:
    """Forget the words of reports that are older than `before`; what they meant stays."""
    old = DeliveryEvent.objects.filter(recorded_at__lt=before).exclude(raw="")
    return int(old.update(raw=""))
