"""Subscribers from a file: read, parsed line by line, and brought in through the same door as everybody."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.addresses import address_hash, normalise
from outbox.models import Suppression
from readers.models import Reader

from ..models import Topic
from . import subscribing
from .consent import Origin

MAX_LINES = 2_000
MAX_CHARACTERS = 500_000  # characters
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of one
SKIPPED_STATES = ("pending", "unsubscribed")
ADDRESS_COLUMNS = ("email", "e-mail", "address", "mail")


@dataclass
class ParsedFile:
    """What a file holds, before anything is done."""

    addresses: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)  # number of the line, from 1; what is wrong with it
    duplicates: int = 0
    suppressed: int = 0
    unsubscribed: int = 0  # lines of people who, as the file itself says, did not confirm or have unsubscribed
    existing: int = 0  # readers already: what they have, or left, stays as it is


def parse(text: str) -> ParsedFile:
    """Read a CSV file whose column “email” (or first column) holds addresses; changes nothing.

    Whoever must not be mailed is counted and left out, and so is whoever has left by the column “state” of our own
    files. Raises ValidationError if the file is too long or not text.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValidationError(_("This file is too large. Bring it in in parts."))
    try:
        plain = text.replace("\x00", "").removeprefix("\ufeff")
        rows = list(_numbered(csv.reader(io.StringIO(plain, newline=""), _dialect(plain))))
    except csv.Error as error:
        raise ValidationError(_("This is not a CSV file.")) from error
    if len(rows) > MAX_LINES + 1:
        raise ValidationError(
            gettext_lazy("At most %(most)s lines at a time. Bring it in in parts."), params={"most": MAX_LINES}
        )
    head = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    named = next((name for name in ADDRESS_COLUMNS if name in head), None)
    column = head.index(named) if named else 0
    state = head.index("state") if named and "state" in head else None
    parsed, seen = ParsedFile(), dict[str, str]()
    for number, row in rows[1:] if named else rows:
        if not any(cell.strip() for cell in row):
            continue
        cell = _plain(row[column].strip()) if len(row) > column else ""
        try:
            address = normalise(cell)
        except ValidationError as error:
            parsed.errors.append((number, " ".join(error.messages)))
            continue
        if state is not None and len(row) > state and row[state].strip() in SKIPPED_STATES:
            parsed.unsubscribed += 1
            continue
        parsed.duplicates += address in seen
        seen.setdefault(address, cell)
    return _without_suppressed(parsed, seen)


def import_subscribers(parsed: ParsedFile, topics: Iterable[Topic], cadence: str, *, basis: str, origin: Origin) -> int:
    """Subscribe those of `parsed`, and return how many got a subscription they did not have.

    Who ever left a topic is not brought back to it. Raises ValidationError without a basis.
    """
    wanted = list(topics)
    return sum(
        bool(subscribing.import_subscriber(address, wanted, cadence, basis=basis, origin=origin))
        for address in parsed.addresses
    )


def _without_suppressed(parsed: ParsedFile, seen: dict[str, str]) -> ParsedFile:
    hashes = {address_hash(address): address for address in seen}
    shut = set(Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    parsed.suppressed = len(shut)
    open_ = [address for hashed, address in hashes.items() if hashed not in shut]
    parsed.existing = Reader.objects.filter(email_norm__in=open_, subscriptions__isnull=False).distinct().count()
    parsed.addresses = [seen[address] for address in open_]
    return parsed


def _dialect(text: str) -> type[csv.Dialect]:
    head = text.split("\n", 1)[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=head.count)
        strict = True

    return Dialect


def _numbered(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line on which it begins: a cell in quotes may hold several lines."""
    begins = 1
    for row in rows:
        yield begins, row
        begins = rows.line_num + 1


def _plain(cell: str) -> str:
    """Return a cell without the quote that keeps spreadsheets from taking it for a formula, as in our own files."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_PREFIXES) else cell
