"""The one query that fetches a story for its page."""

from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, JSONField, OuterRef, Value

from fastpath.child_rows import ChildRows
from fastpath.queries import PreparedQuery

from ..models import Article, Byline, Correction, ProfileLink, Source, TaggedArticle, UpdateNote

_PORTRAIT = ("id", "file", "width", "height", "alt_text", "focal_point_x", "focal_point_y")
_PROFILE = ("id", "name", "slug", "kind", "role", "bio", "portrait_id", *(f"portrait__{name}" for name in _PORTRAIT))
_RELATED = '$[*] ? (@.type == "related_story").value'


@cache
def lines() -> tuple[ChildRows, ...]:
    """Return the lines that the page prints."""
    links = ProfileLink.objects.filter(profile=OuterRef("profile")).order_by("sort_order")
    byline = ("id", "role", "profile_id", *(f"profile__{name}" for name in _PROFILE))
    return (
        ChildRows(Byline, "article", ("sort_order",), byline, elsewhere=ArraySubquery(links.values("url"))),
        ChildRows(TaggedArticle, "content_object", ("pk",), ("id", "tag_id", "tag__id", "tag__name", "tag__slug")),
        ChildRows(Source, "article", ("sort_order",), ("id", "name", "title", "url")),
        ChildRows(Correction, "article", ("-at", "-id"), ("id", "kind", "text", "at")),
        ChildRows(UpdateNote, "article", ("-at", "-id"), ("id", "text", "at")),
    )


def _at(address: str) -> object:
    stories = Article.objects.published().for_page(prefetch=False).defer("body").filter(address=address)
    for brought in lines():
        stories = brought.annotate(stories)
    related = Func(F("body"), Value(_RELATED), function="jsonb_path_query_array", output_field=JSONField())
    return stories.annotate(related_in_body=related)


_story = PreparedQuery(_at, str)


def story_at(address: str) -> Article | None:
    """Return the live story at `address` as its page needs it, but for the body as edited; None if there is none."""
    found: list[Article] = _story(address)
    for story in found:
        for brought in lines():
            brought.attach(story)
    return found[0] if found else None
