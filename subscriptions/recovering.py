"""Taking up what dead senders left, by asking the rows: no queue has to remember anything."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from outbox import transports
from outbox.transports import LookUp, Transport

from .models import Delivery, Mailing

State: Any = Delivery.State

ASK_AGAIN = timedelta(minutes=10)
CHUNK = 5_000

# A row that is locked is in the hands of a sender that lives; its lease may be over because the other side is slow.
_LEFT = """
UPDATE subscriptions_delivery SET state = %s, owner = NULL, lease_until = NULL, next_at = NULL
WHERE id IN (
    SELECT id FROM subscriptions_delivery WHERE state = %s AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED
)
"""


def recover() -> int:
    """Free what was claimed and never handed over, and call uncertain what may have been; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [State.PENDING, State.CLAIMED])
        freed = cursor.rowcount
        cursor.execute(_LEFT, [State.UNCERTAIN, State.SENDING])
        return int(freed + cursor.rowcount)


def release_deferred(now: datetime | None = None) -> int:
    """Let what has waited long enough be tried again; returns how many."""
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


def reconcile(transport: Transport | None = None, *, most: int = 200) -> int:
    """Ask the transport about what is uncertain; returns how many are settled.

    Where it cannot tell, MAIL_UNCERTAIN decides: "hold" leaves them for staff to see, "resend" risks a second mail.
    """
    transport = transport or transports.default()
    now = timezone.now()
    settled = 0
    for pk in Delivery.objects.uncertain().exclude(next_at__gt=now).values_list("pk", flat=True)[:most]:
        with transaction.atomic():
            rows = (
                Delivery.objects.uncertain().select_related("mailing").select_for_update(of=("self",), skip_locked=True)
            )
            delivery = rows.filter(pk=pk).first()
            if delivery is None:
                continue
            found = transport.lookup(delivery.message_id)
            if found is LookUp.CANNOT_TELL and settings.MAIL_UNCERTAIN == "resend":
                found = LookUp.NOT_FOUND
            mine = Delivery.objects.filter(pk=pk)
            match found:
                case LookUp.ACCEPTED:
                    mine.update(state=State.SENT, sent_at=now, last_code="", last_text="")
                case LookUp.NOT_FOUND:
                    mine.update(state=State.PENDING, last_code="", last_text="")
                case LookUp.CANNOT_TELL:
                    mine.update(next_at=now + ASK_AGAIN)
                    continue
            settled += 1
    return settled


def close_cancelled() -> int:
    """Close what is open of cancelled mailings, some thousands at a time; returns how many.

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
