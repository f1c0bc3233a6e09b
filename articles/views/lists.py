"""Pages that list stories newest first: section, tag, byline."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from fastpath import cache_tags

from ..addresses import full_address
from ..front.packages import Package, best_package
from ..images.renditions import load_renditions
from ..models import Article, BylineListing, Profile, Section, Tag, TagListing
from ..paging import Cursor, Slice, slice_after
from ..selection import blocks
from ..selection.pick import Pick

PAGE_SIZE = 20
A_WEEK = 7  # days that readers call by their weekday
MANY_A_DAY = 3  # stories; fewer would leave a page of dates
LEADING = 5  # a section opens with a package of some of its newest
FEWEST_LEADING = 3


@dataclass
class Group:
    """Stories that stand together in a list, under the name a reader would use: of a day, or of a month long ago."""

    date: date
    stories: list[Article] = field(default_factory=list)
    month: bool = False

    @property
    def name(self) -> str:
        """Today, Yesterday, a weekday, or the date; the month's own name."""
        if self.month:
            return format_date(self.date, "F")
        age = (timezone.localdate() - self.date).days
        if age in {0, 1}:
            return (_("Today"), _("Yesterday"))[age]
        return format_date(self.date, "l") if 0 < age < A_WEEK else format_date(self.date, _("j M"))

    @property
    def exactly(self) -> str:
        """The date in full, or the year of a month."""
        return format_date(self.date, "Y" if self.month else _("j F Y"))


def in_groups(stories: Iterable[Article]) -> list[Group]:
    """Group newest-first `stories` by their day in the paper's zone; what is older than a week and sparse, by month."""
    days = [Group(day, list(group)) for day, group in groupby(stories, key=_day_of)]
    old = [day for day in days if (timezone.localdate() - day.date).days >= A_WEEK]
    if sum(len(day.stories) for day in old) >= MANY_A_DAY * len(old):
        return days
    months = groupby((story for day in old for story in day.stories), key=lambda story: _day_of(story).replace(day=1))
    return [*days[: len(days) - len(old)], *(Group(first, list(group), month=True) for first, group in months)]


def _day_of(story: Article) -> date:
    return timezone.localdate(story.first_published_at)


def cursor_of(request: HttpRequest) -> Cursor | None:
    """Return where the asked-for page starts."""
    return Cursor.parse(request.GET.get("before"))


def render_list(request: HttpRequest, template: str, page: Slice, **context: Any) -> HttpResponse:
    """Show a page of stories."""
    load_renditions([story.lead_image for story in page.stories] + context.pop("images", []))
    taken = context["package"].stories if context.get("package") else []
    return render(
        request,
        template,
        {
            "groups": in_groups(story for story in page.stories if story not in taken),
            "slice": page,
            "paged": "before" in request.GET,
            "canonical": full_address(request.path),
            **context,
        },
    )


def readers_of(page: Slice) -> dict[str, Any]:
    """Return what stands under a page of stories: what else is popular, and which tags rise."""
    return blocks.readers(Pick(story.pk for story in page.stories))


@cache_tags.cacheable("before")
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a section: its newest stories, and the tags they share."""
    found = get_object_or_404(Section, slug=slug)
    cache_tags.depends_on(f"section-{found.pk}-stories")
    cursor = cursor_of(request)
    stories = Article.objects.published().filter(section=found).beginning_at(cursor).newest_first()
    page = slice_after(stories.for_teasers(), PAGE_SIZE, cursor)
    return render_list(
        request,
        "articles/section.html",
        page,
        package=None if "before" in request.GET else opening(page.stories),
        section=found,
        feed_of=found,
        follow=found,
        heading=found.name,
        label=_("Section"),
        summary=found.description,
        tags=common_tags(page.stories),
        **readers_of(page),
    )


def opening(stories: list[Article]) -> Package | None:
    """Return the package a section opens with; None while it has too few stories, or no picture to lead with."""
    newest = stories[:LEADING]
    lead = next((story for story in newest if story.lead_image), None)
    if lead is None or len(stories) < FEWEST_LEADING + LEADING:
        return None
    return best_package(lead, [story for story in newest if story is not lead])


def common_tags(stories: list[Article], most: int = 6) -> list[Tag]:
    """Return the tags that most of `stories` share, most used first."""
    counts: dict[Tag, int] = {}
    for story in stories:
        for tag in story.tag_list:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts, key=lambda tag: (-counts[tag], tag.name))[:most]


@cache_tags.cacheable("before")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories under a tag."""
    found = get_object_or_404(Tag, slug=slug)
    cache_tags.depends_on(f"tag-{found.pk}", f"tag-{found.pk}-stories")
    page = listed_stories(TagListing.objects.filter(tag=found), cursor_of(request))
    return render_list(
        request,
        "articles/tag.html",
        page,
        heading=found.name,
        label=_("Tag"),
        feed_of=found,
        follow=found,
        summary=found.description,
        **readers_of(page),
    )


@cache_tags.cacheable("before")
def byline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person or a desk, and the stories credited to them."""
    found = get_object_or_404(Profile.objects.select_related("portrait").prefetch_related("links"), slug=slug)
    cache_tags.depends_on(f"profile-{found.pk}", f"profile-{found.pk}-stories")
    page = listed_stories(BylineListing.objects.filter(profile=found), cursor_of(request))
    return render_list(
        request,
        "articles/byline.html",
        page,
        images=[found.portrait],
        profile=found,
        feed_of=found,
        follow=found,
        heading=found.name,
        label=found.role or found.get_kind_display(),
        summary=found.bio,
    )


def listed_stories(listings: Any, cursor: Cursor | None) -> Slice:
    """Return one page of the stories that `listings` name, in their order."""
    rows = listings.order_by("-published_at", "-article_id")
    if cursor:
        rows = rows.beginning_at(cursor)
    ids = rows.values("article_id")[: PAGE_SIZE + 2]
    stories = Article.objects.published().filter(pk__in=ids).newest_first()
    return slice_after(stories.for_teasers(), PAGE_SIZE, cursor)


def midnight(day: date) -> datetime:
    """Return the start of `day` in the paper's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
