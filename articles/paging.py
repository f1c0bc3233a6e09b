"""Keyset paging: a page starts after a story, not after a count, so page 900 costs what page 1 costs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import shown


@dataclass(frozen=True)
class Cursor:
    """A place in a newest-first list: the moment and id of the last story already shown."""

    at: datetime
    id: int

    def __str__(self) -> str:
        microseconds = (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
        return f"{microseconds:x}-{self.id:x}"

    @classmethod
    def parse(cls, token: str | None) -> "Cursor | None":
        """Return the place named by `token`; None if it is empty or nonsense, which means the first page."""
        cursor: Cursor | None
        try:
            moment, number = (int(part, 16) for part in (token or "").split("-"))
            cursor = cls(datetime.fromtimestamp(moment / 1e6, UTC).replace(microsecond=moment % 1_000_000), number)
        except (ValueError, OverflowError, OSError):
            cursor = None
        if cursor is not None and 0 < number < 2**63 and str(cursor) == token:
            return cursor
        if token is not None:
            shown.made_up()
        return None


_MICROSECOND = datetime.resolution


@dataclass
class Slice:
    """One page of stories and where the next one starts."""

    stories: list[Any]
    next: Cursor | None

    @property
    def starts_before(self) -> datetime | None:
        """The moment before which the next page's stories were published."""
        return self.next.at if self.next else None


def slice_after(stories: Any, size: int) -> Slice:
    """Take `size` stories from a newest-first queryset, and note whether there are more."""
    found = list(stories[: size + 1])
    page = found[:size]
    last = page[-1] if len(found) > size else None
    return Slice(page, Cursor(last.first_published_at, last.pk) if last else None)
