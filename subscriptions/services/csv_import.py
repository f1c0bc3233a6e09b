"""CSV import of subscribers: parse and check the file first, then subscribe its addresses."""

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
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet
SKIPPED_STATES = ("pending", "unsubscribed")
ADDRESS_COLUMNS = ("email", "e-mail", "address", "mail")


@dataclass
class ParsedFile:
    """The checked content of a file."""

    addresses: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)  # line number, from 1, and message
    duplicates: int = 0
    suppressed: int = 0
    unsubscribed: int = 0  # lines that the file itself marks as not confirmed or unsubscribed
    existing: int = 0  # addresses of readers: their present and former subscriptions stay as they are


def parse(text: str) -> ParsedFile:
    """Parse a CSV file whose column “email” (or first column) holds addresses, without changing anything.

    Suppressed addresses are counted and left out, and so are lines that the column “state” of our own exports marks as
    unsubscribed. Raises ValidationError if the file is too long or not CSV.
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
    """Subscribe the addresses of `parsed`, and return how many of them got a new subscription.

    A topic that a reader has unsubscribed from is left out. Raises ValidationError without a basis.
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
    """Yield each row with the number of its first line: a quoted cell may hold several lines."""
    begins = 1
    for row in rows:
        yield begins, row
        begins = rows.line_num + 1


def _plain(cell: str) -> str:
    """Return a cell without the quote by which our own exports escape formulas."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_PREFIXES) else cell
