"""Export and erasure of a reader's personal data."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q

from outbox import suppression
from outbox.addresses import address_hash, comparable, normalise
from outbox.locks import stop_sending_to
from outbox.retention import forget

from . import account_sections
from .mail import TAKE_ADDRESS
from .models import AddressChange, RateBucket, Reader


def export(reader: Reader) -> dict[str, Any]:
    """Return all personal data of `reader`, as values that JSON can hold."""
    about = {
        "id": str(reader.public_id),
        "address": reader.email,
        "name": reader.name,
        "since": reader.created_at.isoformat(),
        "address_confirmed": reader.verified_at.isoformat() if reader.verified_at else None,
        "mail_comes_back": reader.state == Reader.State.BOUNCING,
    }
    return {"reader": about} | {
        section.name: exported for section in account_sections.sections() if (exported := section.export(reader))
    }


def erase(reader: Reader) -> None:
    """Erase the personal data of `reader` in all apps, for good.

    What stays is a row without a name, so that threads still make sense, and a suppression of marketing mail by address
    hash, which a later subscription of their own lifts.
    """
    with transaction.atomic():
        row = Reader.objects.select_for_update().get(pk=reader.pk)
        if row.state == Reader.State.ERASED:
            return
        hashed = address_hash(row.email_norm)
        stop_sending_to(hashed)  # before any other lock of mail, as senders do
        for section in account_sections.sections():
            section.erase(row)
        suppression.suppress(hashed, "marketing", "erased", "my page")
        forget(hashed)
        for change in AddressChange.objects.filter(reader=row):
            forget(address_hash(normalise(change.email)), TAKE_ADDRESS.name)
        AddressChange.objects.filter(Q(reader=row) | Q(email__iexact=row.email)).delete()
        for whom in (hashed, address_hash(comparable(row.email))):
            RateBucket.objects.filter(key__endswith=f":{whom}").delete()
        Reader.objects.filter(pk=row.pk).update(
            state=Reader.State.ERASED,
            email="",
            email_norm=None,
            name="",
            user=None,
            verified_at=None,
            session_version=F("session_version") + 1,
        )
