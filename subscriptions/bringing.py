"""Subscribers from a file: read, judged line by line, and brought in through the same door as everybody."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.addresses import address_hash, normalise
from outbox.models import Suppression
from readers.models import Reader

from . import joining
from .consent import Origin
from .models import Topic

MOST_LINES = 2_000
LARGEST = 500_000  # characters
NAMES_OF_COLUMN = ("email", "e-mail", "address", "mail")


@dataclass
class Judged:
    """What a file holds, before anything is done."""

    addresses: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)  # number of the line, from 1; what is wrong with it
    twice: int = 0
    suppressed: int = 0
    known: int = 0  # readers already: what they have, or left, stays as it is


def judge(text: str) -> Judged:
    """Read a CSV file whose column “email” (or first column) holds addresses; changes nothing.

    Whoever must not be mailed is counted and left out. Raises ValidationError if the file is too long or not text.
    """
    if len(text) > LARGEST:
        raise ValidationError(_("This file is too large. Bring it in in parts."))
    try:
        plain = text.replace("\x00", "").removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(plain, newline=""), _dialect(plain)))
    except csv.Error as error:
        raise ValidationError(_("This is not a CSV file.")) from error
    if len(rows) > MOST_LINES + 1:
        raise ValidationError(
            gettext_lazy("At most %(most)s lines at a time. Bring it in in parts."), params={"most": MOST_LINES}
        )
    column, first = _column(rows)
    judged, seen = Judged(), dict[str, str]()
    for number, row in enumerate(rows[first:], first + 1):
        cell = row[column].strip() if len(row) > column else ""
        if not any(cell.strip() for cell in row):
            continue
        try:
            address = normalise(cell)
        except ValidationError as error:
            judged.errors.append((number, " ".join(error.messages)))
            continue
        judged.twice += address in seen
        seen.setdefault(address, cell)
    return _without_suppressed(judged, seen)


def bring_in(judged: Judged, topics: Iterable[Topic], cadence: str, *, basis: str, origin: Origin) -> int:
    """Subscribe those of `judged`, and return how many got a subscription they did not have.

    Who ever left a topic is not brought back to it. Raises ValidationError without a basis.
    """
    wanted = list(topics)
    return sum(
        bool(joining.bring_in(address, wanted, cadence, basis=basis, origin=origin)) for address in judged.addresses
    )


def _without_suppressed(judged: Judged, seen: dict[str, str]) -> Judged:
    hashes = {address_hash(address): address for address in seen}
    shut = set(Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    judged.suppressed = len(shut)
    open_ = [address for hashed, address in hashes.items() if hashed not in shut]
    judged.known = Reader.objects.filter(email_norm__in=open_, subscriptions__isnull=False).distinct().count()
    judged.addresses = [seen[address] for address in open_]
    return judged


def _dialect(text: str) -> type[csv.Dialect]:
    head = text.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=head.count)
        strict = True

    return Dialect


def _column(rows: list[list[str]]) -> tuple[int, int]:
    """Return the column of the addresses, and the first row that holds one."""
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    for name in NAMES_OF_COLUMN:
        if name in head:
            return head.index(name), 1
    return 0, 0
