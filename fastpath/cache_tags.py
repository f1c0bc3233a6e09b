"""What a page shows, noted while it is made, so that a cache can tell which pages a change touches.

A key names a thing (`article-7`, `tag-3`, `profile-2`, `image-5`), a list (`section-4-stories`, `tag-3-stories`,
`profile-2-stories`, `month-2026-11`, `day-2026-11-23`, `stories` for any list of all of them), or what many pages share
(`front`, `charts`, `corrections`, `tags`, `pages`, `bylines`, `sitemaps`, `paper`). Things are noted by themselves when
they are read from the database (`Noted`); what else a page is made of, its view says. docs/developing.md has the whole
list.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from .instances import FastInstance

View = Callable[..., Any]

MOST_MONTHS = 12  # named one by one


@dataclass
class Shown:
    """The keys of one page: what it is `about`, without which it is wrong, and what it shows besides.

    What it shows is right `until` then, if nobody changes anything before; None: for ever.
    """

    about: set[str] = field(default_factory=set)
    besides: set[str] = field(default_factory=set)
    until: datetime | None = None
    is_made_up: bool = False


_noting: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def noting() -> Iterator[CacheTags]:
    """Gather what is noted within the block."""
    found = CacheTags()
    token = _noting.set(found)
    try:
        yield found
    finally:
        _noting.reset(token)


def about(*keys: str) -> None:
    """Say what the page is about: when one of these changes, nobody is to see the old page."""
    if found := _noting.get():
        found.about.update(keys)


def note(*keys: str) -> None:
    """Say what the page shows besides: when one of these changes, the old page may be shown while it is made anew."""
    if found := _noting.get():
        found.besides.update(keys)


def passes(at: datetime) -> None:
    """Say when something that the page shows, today's date for one, is no longer so though nobody changes anything."""
    if found := _noting.get():
        found.until = min(found.until or at, at)


def made_up() -> None:
    """Say that the address holds what no page of ours links to: what it shows is right, and nothing to keep."""
    if found := _noting.get():
        found.is_made_up = True


def months(start: datetime, end: datetime) -> list[str]:
    """Return the keys of the stories first published from `start` up to `end`: their months, in UTC."""
    try:
        first, last = start.astimezone(UTC), end.astimezone(UTC)
    except OverflowError:  # the year 1
        return ["stories"]
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    if number > MOST_MONTHS:
        return ["stories"]
    counted = (first.month - 1 + step for step in range(number))
    return [f"month-{first.year + month // 12:04d}-{month % 12 + 1:02d}" for month in counted]


def days(start: datetime, end: datetime) -> list[str]:
    """Return the keys of the stories first published from `start` up to `end`, at most a month: their days, in UTC."""
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    return [f"day-{first + timedelta(days=number)}" for number in range((last - first).days + 1)]


def keepable(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose page is the same for everybody: a cache may keep what it says of it with `about()`.

    `parameters` are those of the query that the page depends on; the view must not look at any other.
    """

    def mark(view: View) -> View:
        view.keepable = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return mark


class Noted(FastInstance):
    """A thing that is noted as `<cache_tag_prefix>-<key>` when it is read from the database while a page is made."""

    cache_tag_prefix = ""

    class Meta(FastInstance.Meta):
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
        """Make the instance, and note it."""
        instance: Self = super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        if found := _noting.get():
            found.besides.add(f"{cls.cache_tag_prefix}-{instance.pk}")
        return instance
