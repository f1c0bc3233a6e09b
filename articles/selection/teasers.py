"""Fetch stories for listings by prepared queries, each with the values that its HTML depends on.

A teaser is printed on many pages, and remains the same until something in it changes. So each story comes with
`made_of`: all values of its row. HTML cached under them (`articles/site_chrome.py`) need not be dropped when the story
changes, because the cache key changes with it.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from fastpath.child_rows import NO_ROWS, ChildRows, LazyChildRows
from fastpath.django_compat import set_prefetched_cache
from fastpath.queries import PreparedQuery, Row, among

from .. import page_extensions
from ..models import Article, Byline, Section, Tag, TaggedArticle
from ..models.story.querysets import CARD, PICTURE
from ..paging import Cursor, Slice, slice_after

_STORY = (*CARD, "slug", "first_published_at", "last_published_at", "lead_caption", "expire_at")
_IMAGE = ("id", *PICTURE, "caption", "credit")
_PROFILE = ("id", "name", "slug", "kind", "role", "bio", "active", "portrait_id")
_TAG = ("id", "name", "slug", "description")

Found = tuple[Row, tuple[str, ...]]  # a story's row, and its lines as JSON


@cache
def _lines() -> tuple[ChildRows, ChildRows]:
    profile = (*_PROFILE, *(f"portrait__{name}" for name in _IMAGE))
    byline = ("id", "role", "profile_id", *(f"profile__{name}" for name in profile))
    return (
        ChildRows(TaggedArticle, "content_object", ("pk",), ("id", "tag_id", *(f"tag__{name}" for name in _TAG))),
        ChildRows(Byline, "article", ("sort_order",), byline),
    )


def for_teasers(stories: Any) -> Any:
    """Return the queryset `stories` with what a teaser prints, but for their tags and bylines."""
    section = (f"section__{field.name}" for field in Section._meta.concrete_fields)
    image = (f"lead_image__{name}" for name in _IMAGE)
    stories = page_extensions.bring(stories, page_extensions.TEASER).select_related("section", "lead_image")
    return stories.only(*_STORY, *section, *image)


class Teasers:
    """The stories that `recipe` finds with some values, in its order, as their teasers need them.

    Two queries more fetch the tags and the bylines of all of them: in the same one, PostgreSQL would look for them
    story by story, which takes three times as long.
    """

    def __init__(self, recipe: Callable[..., Any], *kinds: type) -> None:
        self._stories = PreparedQuery(lambda *values: self.select(recipe(*values)), *kinds)

    def select(self, stories: Any) -> Any:
        """Return the queryset `stories` with what is printed of them, but for their lines."""
        return for_teasers(stories)

    def lines(self) -> tuple[ChildRows, ...]:
        """Return the lines that are printed."""
        return _lines()

    def __call__(self, *values: Any) -> list[Article]:
        """Return the stories."""
        return self.stories(self.found(*values))

    def found(self, *values: Any) -> list[Found]:
        """Return the rows of the stories, with their child rows."""
        return self.with_lines(self.rows(*values))

    def rows(self, *values: Any) -> list[Found]:
        """Return the rows of the stories, without child rows."""
        return [(row, ()) for row in self._stories.rows(*values)]

    def with_lines(self, found: Sequence[Found], most: int | None = None) -> list[Found]:
        """Return the stories with the lines that they lack, or with the first `most` kinds of them."""
        at, there = self.places["id"], len(found[0][1]) if found else 0
        keys = [row[at] for row, _texts in found]
        more = [lines.of_many(keys) for lines in self.lines()[there:most]]
        return [(row, (*texts, *[known.get(row[at], NO_ROWS) for known in more])) for row, texts in found]

    def stories(self, found: Sequence[Found]) -> list[Article]:
        """Return the stories made of these rows."""
        stories = self._stories.objects([row for row, _texts in found])
        for story, made_of in zip(stories, found, strict=True):
            self.note_lines(made_of)
            texts = {lines.accessor: (lines, text) for lines, text in zip(self.lines(), made_of[1], strict=True)}
            set_prefetched_cache(story, LazyChildRows(story, texts))
            story.__dict__["made_of"] = made_of
        return stories

    def note_lines(self, found: Found) -> None:
        """Note what the lines of a story show, which are printed from their JSON or from HTML that was kept."""
        for lines, text in zip(self.lines(), found[1], strict=False):  # some may not have been fetched
            lines.mention(text)

    @property
    def places(self) -> dict[str, int]:
        """Return the index of each column of a story in a row, by name."""
        return self._stories.places


@lru_cache(maxsize=2000)
def tags_in(text: str) -> tuple[Tag, ...]:
    """Return the tags of a story, in the order they were given, from their JSON. All requests share them."""
    tagged, _credited = _lines()
    return tuple([item.tag for item in tagged.read(None, json.loads(text))])


live_among = Teasers(lambda keys: Article.objects.published().filter(pk__in=among(keys)), list)


class Paged:
    """Pages of the stories that `recipe` finds, newest first, with some values and from a place on."""

    def __init__(self, recipe: Callable[..., Any], *kinds: type, size: int) -> None:
        """Take a recipe whose last argument is the place, a Cursor, or None for the first page."""
        self.size, most = size, size + 2
        self._first = Teasers(lambda *values: recipe(*values, None)[:most], *kinds)
        self._later = Teasers(lambda *values: recipe(*values[:-2], Cursor(*values[-2:]))[:most], *kinds, datetime, int)

    def page(self, *values: Any, after: Cursor | None) -> Slice:
        """Return the page that begins after the place `after`."""
        stories = self._later(*values, after.at, after.id) if after else self._first(*values)
        return slice_after(stories, self.size, after)
