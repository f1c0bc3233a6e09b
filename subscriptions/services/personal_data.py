"""Export and erasure of a reader's personal data in this app."""

from typing import Any

from readers.models import Reader

from ..models import Delivery, DeliveryEvent, DigestCursor, MailingExclusion
from . import consent, locks


def export(reader: Reader) -> list[dict[str, Any]]:
    """Return the subscriptions of `reader`, with the log of consent to each."""
    rows = reader.subscriptions.with_names().prefetch_related("consent_events").order_by("pk")
    return [
        {
            "topic": row.topic.name,
            "cadence": row.cadence,
            "state": row.state,
            "since": row.created_at.isoformat(),
            "trail": [
                {"what": event.kind, "of": event.what, "at": event.at.isoformat(), "network": event.ip_net}
                for event in sorted(row.consent_events.all(), key=lambda event: event.at)
            ],
        }
        for row in rows
    ]


def erase(reader: Reader) -> None:
    """Delete the subscriptions of `reader`, and leave in the ledgers only the hash of the address."""
    locks.stop_reader(reader.pk)
    deliveries = Delivery.objects.filter(reader=reader)
    DeliveryEvent.objects.filter(delivery__in=deliveries).update(raw="")
    deliveries.update(reader=None, to_email="")
    MailingExclusion.objects.filter(reader=reader).update(reader=None)
    DigestCursor.objects.filter(reader=reader).delete()
    consent.anonymise(reader.subscriptions.all())
    reader.subscriptions.all().delete()
