"""Lists of the recipients behind each count in a mailing's ledger, with keyset pagination."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from outbox.addresses import masked

from ..models import Delivery, DeliveryEvent, Mailing, MailingExclusion

State: Any = Delivery.State

LEFT_OUT = "left_out"
WAITING = [State.PENDING, State.CLAIMED, State.SENDING]
PREPARED = [state.value for state in State]

# Each count in the ledger: its label, and the states that it is the sum of.
LEDGER_COUNTS: dict[str, tuple[Any, list[str]]] = {
    "candidates": (_("Candidates"), [*PREPARED, LEFT_OUT]),
    "prepared": (_("Prepared"), PREPARED),
    LEFT_OUT: (_("Left out"), [LEFT_OUT]),
    "waiting": (_("Waiting"), [state.value for state in WAITING]),
    "sent": (_("Sent"), ["sent"]),
    "deferred": (_("To be tried again"), ["deferred"]),
    "uncertain": (_("Handed over, no answer"), ["uncertain"]),
    "failed": (_("Failed"), ["failed"]),
    "skipped": (_("Not sent after all"), ["skipped"]),
    "complaints": (_("Complained"), []),
}


@dataclass(frozen=True)
class Recipient:
    """A recipient or excluded candidate, as one line of a list."""

    key: int
    group: str
    email: str
    reader_id: UUID | None
    state: str
    why: str = ""
    at: datetime | None = None

    @property
    def masked(self) -> str:
        """Return the address as all staff may see it."""
        return masked(self.email)


@dataclass(frozen=True)
class RecipientPage:
    """A page of recipients, and the key after which the next page begins: "" on the last page."""

    recipients: list[Recipient]
    after: str = ""


def get_page(mailing: Mailing, number: str, after: str, size: int) -> RecipientPage:
    """Return the recipients behind `number`, one of LEDGER_COUNTS, that follow the key `after` of the last page.

    Ordered by state and key, so that each page is one range of an index, however large the mailing is.
    """
    found: list[Recipient] = []
    for person in _recipients(mailing, number, after, size + 1):
        found.append(person)
        if len(found) > size:
            break
    last = found[size - 1] if len(found) > size else None
    return RecipientPage(found[:size], f"{last.group}-{last.key}" if last else "")


def find(mailing: Mailing, address_hash: str) -> Recipient | None:
    """Return the outcome for one address in `mailing`; None if it was no candidate."""
    delivery = mailing.deliveries.select_related("reader").filter(address_hash=address_hash).first()
    if delivery is not None:
        return _from_delivery(delivery)
    left_out = mailing.exclusions.select_related("reader").filter(address_hash=address_hash).first()
    return left_out and _from_exclusion(left_out)


def _recipients(mailing: Mailing, number: str, after: str, size: int) -> Iterator[Recipient]:
    group, _dash, key = after.rpartition("-")
    begun = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    if number == "complaints":
        about = DeliveryEvent.objects.filter(type=DeliveryEvent.Type.COMPLAINT, forgiven=False).values("delivery")
        rows = mailing.deliveries.filter(pk__in=about, pk__gt=begun).order_by("pk").select_related("reader")
        yield from (_from_delivery(row, "complaints") for row in rows[:size])
        return
    groups = LEDGER_COUNTS[number][1]
    start = groups.index(group) if group in groups else 0
    for place, name in enumerate(groups[start:]):
        first = begun if place == 0 and group in groups else 0
        if name == LEFT_OUT:
            out = mailing.exclusions.filter(pk__gt=first).order_by("pk").select_related("reader")
            yield from map(_from_exclusion, out[:size])
        else:
            yield from map(_from_delivery, mailing.deliveries.in_state(name, first).select_related("reader")[:size])


def _from_delivery(row: Delivery, group: str = "") -> Recipient:
    why = row.last_text or row.last_code
    if row.state == State.SKIPPED and row.last_code in Delivery.SkipReason.values:
        why = str(Delivery.SkipReason(row.last_code).label)
    elif row.last_text and row.last_code:
        why = f"{row.last_code} {row.last_text}"
    at = row.next_at if row.state == State.DEFERRED else row.sent_at
    reader = row.reader.public_id if row.reader else None
    return Recipient(row.pk, group or row.state, row.to_email, reader, row.get_state_display(), why, at)


def _from_exclusion(row: MailingExclusion) -> Recipient:
    email = row.reader.email if row.reader else ""
    reader = row.reader.public_id if row.reader else None
    return Recipient(row.pk, LEFT_OUT, email, reader, LEDGER_COUNTS[LEFT_OUT][0], row.get_reason_display())
