"""What a reader can take away with them, and how they are forgotten."""

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
    """Return everything the paper holds about `reader`, as JSON can hold it."""
    about = {
        "id": str(reader.public_id),
        "address": reader.email,
        "name": reader.name,
        "since": reader.created_at.isoformat(),
        "address_confirmed": reader.verified_at.isoformat() if reader.verified_at else None,
        "mail_comes_back": reader.state == Reader.State.BOUNCING,
    }
    return {"reader": about} | {
        part.name: exported for part in account_sections.parts() if (exported := part.export(reader))
    }


def erase(reader: Reader) -> None:
    """Forget `reader`: their name, their address, and what every app keeps of theirs. It cannot be undone.

    What stays is a row without a name, so that threads still make sense, and the hash of the address with the wish
    not to be mailed stories, which a later subscription of their own lifts.
    """
    with transaction.atomic():
        row = Reader.objects.select_for_update().get(pk=reader.pk)
        if row.state == Reader.State.ERASED:
            return
        hashed = address_hash(row.email_norm)
        stop_sending_to(hashed)  # before any other lock of mail, as senders do
        for part in account_sections.parts():
            part.erase(row)
        suppression.suppress(hashed, "marketing", "erased", "my page")
        forget(hashed)
        for wish in AddressChange.objects.filter(reader=row):
            forget(address_hash(normalise(wish.email)), TAKE_ADDRESS.name)
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
