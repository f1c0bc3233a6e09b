"""Upkeep of deliveries, from their rows alone: no queue has to remember anything."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from outbox.transports import Transport

from ..models import Delivery, Mailing
from .sender import MailingSender

State: Any = Delivery.State

CHUNK = 5_000


def recover() -> int:
    """Free what was claimed and never handed over, call uncertain what may have been, and return how many that were."""
    return MailingSender().recover()


def release_deferred(now: datetime | None = None) -> int:
    """Let what has waited long enough be tried again, and return how many that were."""
    return int(Delivery.objects.deferred_until(now or timezone.now()).update(state=State.PENDING, next_at=None))


def due_times() -> list[Any]:
    """Return the moments at which there is next something to take up, each as a query of one column."""
    in_hand = Delivery.objects.in_hand().order_by("lease_until")
    deferred = Delivery.objects.filter(state=State.DEFERRED).order_by("next_at")
    ask = Delivery.objects.filter(state=State.UNCERTAIN).annotate(ask_at=Coalesce("next_at", Now())).order_by("ask_at")
    return [
        in_hand.values_list("lease_until")[:1],
        deferred.values_list("next_at")[:1],
        ask.values_list("ask_at")[:1],
    ]


def reconcile(transport: Transport | None = None) -> int:
    """Ask the transport about what is uncertain, and return how many that settled."""
    return MailingSender(transport).reconcile()


def close_cancelled() -> int:
    """Close what is open of cancelled mailings, some thousands at a time, and return how many that were.

    What is in hand is left to its sender, and what is uncertain stays so: it may have been sent.
    """
    closed = 0
    for mailing in Mailing.objects.closing():
        rows = mailing.deliveries.filter(state__in=[State.PENDING, State.DEFERRED])
        with transaction.atomic():
            keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:CHUNK])
            closed += Delivery.objects.filter(pk__in=keys).update(
                state=State.SKIPPED, next_at=None, last_code=Delivery.SkipReason.CANCELLED
            )
    return closed
