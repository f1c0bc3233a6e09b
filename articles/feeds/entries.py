"""Fetch and write the entries of feeds; the text of an entry is cached by everything it depends on."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.utils import timezone

from fastpath.child_rows import ChildRows

from ..addresses import full_address
from ..images import renditions as pictures
from ..models import Article, BylineListing, Correction, Paper, TagListing, UpdateNote
from ..selection.teasers import Found, Teasers
from .feed import FORMATS, Entry, Written

SIZE = 30
MOST = 200  # entries whose text is cached


class _FeedStories(Teasers):
    """The newest of the stories that `recipe` finds, with what feeds contain."""

    def __init__(self, recipe: Callable[..., Any], *kinds: type) -> None:
        super().__init__(lambda *values: recipe(*values).newest_first()[:SIZE], *kinds)

    def select(self, stories: Any) -> Any:
        """Return the queryset `stories` with what a feed contains; the body as rendered, not as edited."""
        return stories.for_feeds()

    def lines(self) -> tuple[ChildRows, ...]:
        """Return the child rows that a feed contains, and those that determine when a story changed."""
        return *super().lines(), *_notes()


@cache
def _notes() -> tuple[ChildRows, ChildRows]:
    return (
        ChildRows(Correction, "article", ("-at", "-id"), ("id", "kind", "text", "at")),
        ChildRows(UpdateNote, "article", ("-at", "-id"), ("id", "text", "at")),
    )


def _listed(rows: Any) -> Any:
    newest = rows.order_by("-published_at", "-article_id").values("article_id")[:SIZE]
    return Article.objects.published().filter(pk__in=newest)


_all = _FeedStories(lambda: Article.objects.published())
_stories = {
    "section": _FeedStories(lambda section: Article.objects.published().filter(section=section), int),
    "tag": _FeedStories(lambda tag: _listed(TagListing.objects.filter(tag=tag)), int),
    "byline": _FeedStories(lambda profile: _listed(BylineListing.objects.filter(profile=profile)), int),
}


def entries(name: str, paper: Paper, kind: str = "", thing: Any = None) -> list[Written]:
    """Return the entries of the feed of everything, or of `thing` of this kind, in the format `name`."""
    found = _stories[kind].found(thing.pk) if kind else _all.found()
    stories = _all.stories(found)
    shown = [story.social_image or story.lead_image for story in stories]
    pictures.load_renditions(shown)
    told = name, paper.feeds_in_full, paper.language, timezone.get_current_timezone_name(), full_address("/")
    return [
        _written(made_of, image and pictures.renditions_made(image), *told)
        for made_of, image in zip(found, shown, strict=True)
    ]


@lru_cache(maxsize=MOST)
def _written(
    made_of: Found, renditions: str | None, name: str, in_full: bool, language: str, _zone: str, _site: str
) -> Written:
    """Return the text of an entry, cached by everything it depends on."""
    (story,) = _all.stories([made_of])
    image = story.social_image or story.lead_image
    if image and renditions is not None:
        image.made = renditions
    return FORMATS[name].entry(Entry.of(story, in_full=in_full, language=language))
