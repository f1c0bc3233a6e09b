"""Cache tags of the page that is being rendered: they tell a cache which pages a change makes out of date.

A tag is a string such as `article-7`. Rows of models that extend `CacheTagged` add their tag when they are read from
the database; a view adds the others. The same tags are sent by the triggers of the database when something changes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from .instances import FastInstance

View = Callable[..., Any]


@dataclass
class CacheTags:
    """The cache tags of one page, when it expires by itself (None: never), and whether no cache may store it."""

    depends_on: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    expires_at: datetime | None = None
    do_not_store: bool = False


_collected: ContextVar[CacheTags | None] = ContextVar("cache_tags", default=None)


@contextmanager
def collecting() -> Iterator[CacheTags]:
    """Collect the cache tags that are added within the block."""
    tags = CacheTags()
    token = _collected.set(tags)
    try:
        yield tags
    finally:
        _collected.reset(token)


def depends_on(*tags: str) -> None:
    """Add tags without which the page is wrong: after a change of one of them the old page is not shown again."""
    if found := _collected.get():
        found.depends_on.update(tags)


def mentions(*tags: str) -> None:
    """Add tags of what the page shows besides: after a change the old page may be shown while it is rendered again."""
    if found := _collected.get():
        found.mentions.update(tags)


def expires_at(moment: datetime) -> None:
    """Set when the page goes out of date by itself, for example because it shows today's date."""
    if found := _collected.get():
        found.expires_at = min(found.expires_at or moment, moment)


def do_not_store() -> None:
    """Forbid caches to store this page, for example because anybody could invent more addresses like it."""
    if found := _collected.get():
        found.do_not_store = True


def cacheable(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose page is the same for everybody, so that a cache may store it under its tags.

    `parameters` are the query parameters that the page depends on; the view must read no other.
    """

    def mark(view: View) -> View:
        view.cacheable = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return mark


class CacheTagged(FastInstance):
    """A model whose rows add the tag `<cache_tag_prefix>-<primary key>` when they are read from the database."""

    cache_tag_prefix = ""

    class Meta(FastInstance.Meta):
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
        """Make the instance, and add its tag."""
        instance: Self = super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        if found := _collected.get():
            found.mentions.add(f"{cls.cache_tag_prefix}-{instance.pk}")
        return instance
