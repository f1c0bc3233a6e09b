"""Keyset paging: a page starts after a row, not after a count, so that page 900 costs what page 1 costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from fastpath import cache_tags

Position = TypeVar("Position")


@dataclass(frozen=True)
class Cursor:
    """A position in a newest-first list: the moment and id of the last story on the page before."""

    at: datetime
    id: int

    def __str__(self) -> str:
        microseconds = (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
        return f"{microseconds:x}-{self.id:x}"

    @classmethod
    def parse(cls, token: str | None) -> "Cursor | None":
        """Return the position that `token` names; None, the first page, if it is empty or malformed."""
        cursor: Cursor | None
        try:
            moment, number = (int(part, 16) for part in (token or "").split("-"))
            cursor = cls(datetime.fromtimestamp(moment / 1e6, UTC).replace(microsecond=moment % 1_000_000), number)
        except (ValueError, OverflowError, OSError):
            cursor = None
        if cursor is not None and 0 < number < 2**63 and str(cursor) == token:
            return cursor
        if token is not None:
            cache_tags.do_not_store()
        return None


_MICROSECOND = datetime.resolution


def take_page(
    rows: Any, size: int, position_of: Callable[[Any], Position], after: Position | None
) -> tuple[list[Any], Position | None]:
    """Return a page of `size` rows after the position `after`, and the position of its last row if there are more.

    `rows` begin with the one at `after`, the last on the page before. If it is not there, no page of ours links here,
    or none does any more.
    """
    found = list(rows[: size + 2 if after else size + 1])
    if after and found and position_of(found[0]) == after:
        del found[0]
    elif after:
        cache_tags.do_not_store()
    page = found[:size]
    return page, position_of(page[-1]) if len(found) > size else None


@dataclass
class Slice:
    """One page of stories, and the position after which the next one starts."""

    stories: list[Any]
    next: Cursor | None

    @property
    def starts_before(self) -> datetime | None:
        """The moment before which the next page's stories were published."""
        return self.next.at if self.next else None


def slice_after(stories: Any, size: int, cursor: Cursor | None) -> Slice:
    """Return a page of `size` stories from a newest-first queryset that begins at `cursor`."""
    return Slice(*take_page(stories, size, lambda story: Cursor(story.first_published_at, story.pk), cursor))
