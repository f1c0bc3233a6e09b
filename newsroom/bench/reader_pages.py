"""The public pages."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, BylineListing, Section, SimplePage, TagListing
from articles.paging import Cursor

from .measuring import Case, Cases, browser

TITLE = "Readers’ pages"
NOT_FOUND = "not found"
MOST_QUERIES = {"front": 8, "story": 7, "section": 7, "section, far back": 7, "tag": 7, "byline": 7}


def cases() -> Cases:
    """Yield each kind of page."""
    client = browser()
    for name, path in pages():
        status = 404 if name == NOT_FOUND else 200
        yield Case(name, partial(client.get, path), most_queries=MOST_QUERIES.get(name), status=status)


def pages() -> Iterator[tuple[str, str]]:
    """Yield a name and a path for each kind of public page; of each kind the one with most on it."""
    live = Article.objects.published()
    yield "front", reverse("articles:front")
    yield "corrections", reverse("articles:corrections")
    if simple := SimplePage.objects.filter(published=True).first():
        yield "simple page", simple.get_absolute_url()
    yield NOT_FOUND, "/nothing-lives-here/"
    if not live.exists():
        return
    story = live.exclude(lead_image=None).newest_first().first() or live.newest_first()[0]
    yield "story", story.get_absolute_url()
    yield "archive day", reverse("articles:archive_day", args=[timezone.localdate(story.first_published_at)])
    section = Section.objects.get(pk=most_used(live, "section"))
    yield "section", section.get_absolute_url()
    in_section = live.filter(section=section).newest_first()
    deep = in_section[in_section.count() // 2]
    yield "section, far back", f"{section.get_absolute_url()}?before={Cursor(deep.first_published_at, deep.pk)}"
    if tag := most_used(TagListing.objects, "tag"):
        yield "tag", TagListing.objects.filter(tag=tag)[0].tag.get_absolute_url()
    if profile := most_used(BylineListing.objects, "profile"):
        yield "byline", BylineListing.objects.filter(profile=profile)[0].profile.get_absolute_url()


def most_used(rows: Any, field: str) -> int | None:
    """Return the key that most of `rows` have in `field`."""
    found = rows.values(field).annotate(number=Count("pk")).order_by("-number", field).first()
    return found[field] if found else None
