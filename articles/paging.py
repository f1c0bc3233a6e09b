"""Keyset paging: a page starts after a story, not after a count, so page 900 costs what page 1 costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from fastpath import cache_tags

Place = TypeVar("Place")


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
            cache_tags.do_not_store()
        return None


_MICROSECOND = datetime.resolution


def take_page(
    rows: Any, size: int, place_of: Callable[[Any], Place], after: Place | None
) -> tuple[list[Any], Place | None]:
    """Return a page of the `size` rows after the place `after`, and the place of its last if there are more.

    `rows` begin with the one at `after`, which was the last on the page before. If there is none, no page of ours
    leads there, or none does any more.
    """
    found = list(rows[: size + 2 if after else size + 1])
    if after and found and place_of(found[0]) == after:
        del found[0]
    elif after:
        cache_tags.do_not_store()
    page = found[:size]
    return page, place_of(page[-1]) if len(found) > size else None


@dataclass
class Slice:
    """One page of stories and where the next one starts."""

    stories: list[Any]
    next: Cursor | None

    @property
    def starts_before(self) -> datetime | None:
        """The moment before which the next page's stories were published."""
        return self.next.at if self.next else None


def slice_after(stories: Any, size: int, cursor: Cursor | None) -> Slice:
    """Take `size` stories from a newest-first queryset that begins at `cursor`, and note whether there are more."""
    return Slice(*take_page(stories, size, lambda story: Cursor(story.first_published_at, story.pk), cursor))
