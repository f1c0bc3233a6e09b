"""Pages that list stories newest first: section, tag, byline."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from fastpath import cache_tags
from fastpath.child_rows import ChildRows
from fastpath.queries import PreparedQuery

from ..addresses import full_address
from ..front.packages import Package, best_package
from ..images.renditions import load_renditions
from ..models import Article, BylineListing, Profile, ProfileLink, Section, Tag, TagListing
from ..paging import Cursor, Slice
from ..selection import blocks
from ..selection.common_tags import common_tags
from ..selection.pick import Pick
from ..selection.teasers import Paged
from ..site_chrome import sections_of

PAGE_SIZE = 20
A_WEEK = 7  # days that readers call by their weekday
MANY_A_DAY = 3  # stories; fewer would leave a page of dates
LEADING = 5  # a section opens with a package of some of its newest
FEWEST_LEADING = 3


def _listed(listings: Any, cursor: Cursor | None) -> Any:
    """Return the queryset of the stories that `listings` name, in their order, from `cursor` on."""
    rows = listings.order_by("-published_at", "-article_id")
    if cursor:
        rows = rows.beginning_at(cursor)
    return Article.objects.published().filter(pk__in=rows.values("article_id")[: PAGE_SIZE + 2]).newest_first()


_in_section = Paged(
    lambda section, cursor: Article.objects.published().filter(section=section).beginning_at(cursor).newest_first(),
    int,
    size=PAGE_SIZE,
)
_tagged = Paged(lambda tag, cursor: _listed(TagListing.objects.filter(tag=tag), cursor), int, size=PAGE_SIZE)
_credited = Paged(
    lambda profile, cursor: _listed(BylineListing.objects.filter(profile=profile), cursor), int, size=PAGE_SIZE
)
_tag = PreparedQuery(lambda slug: Tag.objects.filter(slug=slug), str)
_links = ChildRows(ProfileLink, "profile", ("sort_order",), ("id", "label", "url"))
_profile = PreparedQuery(
    lambda slug: _links.annotate(Profile.objects.filter(slug=slug).select_related("portrait")), str
)


@dataclass
class Group:
    """The stories of a day, or of a month that is longer ago, under one heading."""

    date: date
    stories: list[Article] = field(default_factory=list)
    month: bool = False

    @property
    def name(self) -> str:
        """Return the heading: Today, Yesterday, a weekday, a date, or the name of the month."""
        if self.month:
            return format_date(self.date, "F")
        age = (timezone.localdate() - self.date).days
        if age in {0, 1}:
            return (_("Today"), _("Yesterday"))[age]
        return format_date(self.date, "l") if 0 < age < A_WEEK else format_date(self.date, _("j M"))

    @property
    def exactly(self) -> str:
        """Return the full date, or the year of a month."""
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
    """Return the cursor at which the requested page starts; None for the first."""
    return Cursor.parse(request.GET.get("before"))


def render_list(request: HttpRequest, template: str, page: Slice, **context: Any) -> HttpResponse:
    """Render a page of stories."""
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
    """Return the blocks under a list: popular stories that are not in it, and top trends."""
    return blocks.readers(Pick(story.pk for story in page.stories))


@cache_tags.cacheable("before")
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a section: its newest stories, and the tags they share."""
    known = (one for one in sections_of(request) if one.slug == slug)
    found = next(known, None) or get_object_or_404(Section, slug=slug)
    cache_tags.depends_on(f"section-{found.pk}-stories")
    page = _in_section.page(found.pk, after=cursor_of(request))
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


@cache_tags.cacheable("before")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories under a tag."""
    found = _first_or_404(_tag(slug))
    cache_tags.depends_on(f"tag-{found.pk}", f"tag-{found.pk}-stories")
    page = _tagged.page(found.pk, after=cursor_of(request))
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
    found = _first_or_404(_profile(slug))
    _links.attach(found)
    cache_tags.depends_on(f"profile-{found.pk}", f"profile-{found.pk}-stories")
    page = _credited.page(found.pk, after=cursor_of(request))
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


def _first_or_404(found: list[Any]) -> Any:
    if not found:
        raise Http404
    return found[0]
