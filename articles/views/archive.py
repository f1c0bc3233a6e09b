"""The archive: everything first published on a day or in a month of the paper's zone, and a calendar to find one."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from fastpath import cache_tags

from ..date_tags import month_tags
from ..models import Article
from ..paging import slice_after
from ..selection import publication_dates
from .lists import PAGE_SIZE, cursor_of, midnight, render_list


@dataclass(frozen=True)
class Month:
    """A month as a sheet of the calendar: weeks of (day, whether something was published); days of others are None."""

    first: date
    days: list[tuple[str, str]]
    weeks: list[list[tuple[date, bool] | None]]

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of `day`, by one query. The week begins where the paper's language has it begin."""
        first = day.replace(day=1)
        news = set(publication_dates.days(midnight(first), midnight(following(first))))
        monday = 0
        begins = (
            get_format("FIRST_DAY_OF_WEEK") - 1
        ) % 7 + monday  # Django counts from Sunday, the calendar from Monday
        calendar = Calendar(begins)
        weeks = [
            [
                (date(day.year, day.month, number), date(day.year, day.month, number) in news) if number else None
                for number in week
            ]
            for week in calendar.monthdayscalendar(day.year, day.month)
        ]
        return cls(first, [(str(WEEKDAYS_ABBR[n]), str(WEEKDAYS[n])) for n in calendar.iterweekdays()], weeks)


def following(first: date) -> date:
    """Return the first day of the month after the one that begins with `first`."""
    return (first + timedelta(days=31)).replace(day=1)


def archive(request: HttpRequest) -> HttpResponse:
    """Lead to the newest day that has stories."""
    newest = Article.objects.published().newest_first().only("first_published_at").first()
    day = timezone.localdate(newest.first_published_at) if newest else timezone.localdate()
    return redirect(reverse("articles:archive_day", args=[day]))


@cache_tags.cacheable("before")
def archive_day(request: HttpRequest, day: date) -> HttpResponse:
    """Show every story first published on `day`."""
    _refuse_future(day)
    return _archive(request, day, day + timedelta(days=1), whole_month=False)


@cache_tags.cacheable("before")
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show every story first published in a month."""
    try:
        first = date(int(year), int(month), 1)
    except ValueError as error:  # the year 0000
        raise Http404 from error
    _refuse_future(first)
    return _archive(request, first, following(first), whole_month=True)


def _refuse_future(day: date) -> None:
    """Say “not found” of a day that has not come, tomorrow excepted: it may have begun elsewhere."""
    if day > timezone.localdate() + timedelta(days=1):
        raise Http404


def _archive(request: HttpRequest, first: date, after: date, *, whole_month: bool) -> HttpResponse:
    start, end = midnight(first), midnight(after)
    live = Article.objects.published()
    cursor = cursor_of(request)
    stories = live.between(start, end).beginning_at(cursor).newest_first()
    page = slice_after(stories.for_teasers(), PAGE_SIZE, cursor)
    moments = live.values_list("first_published_at", flat=True)
    before = moments.filter(first_published_at__lt=start).newest_first()[:1]
    later = moments.filter(first_published_at__gte=end).order_by("first_published_at", "id")[:1]
    near = [timezone.localdate(moment) for moment in before.union(later)]
    if page.stories:  # there are far more days without than with
        note_months(first, after, near)
    return render_list(
        request,
        "articles/archive.html",
        page,
        heading=format_date(first, _("F Y") if whole_month else _("j F Y")),
        label=_("Archive"),
        day=None if whole_month else first,
        month=Month.of(first),
        whole_month=whole_month,
        earlier=next((day for day in near if day < first), None),
        later=next((day for day in near if day >= after), None),
        nothing=_("Nothing was published in this month") if whole_month else _("Nothing was published on this day"),
    )


def note_months(first: date, after: date, near: list[date]) -> None:
    """Note the months that a page of the archive is about, and those in which its neighbours are looked for."""
    sheet = first.replace(day=1)
    cache_tags.depends_on(*month_tags(midnight(sheet), midnight(following(sheet))))
    if len(near) < 2:  # beyond is nothing yet
        cache_tags.mentions("stories")
    cache_tags.mentions(*month_tags(midnight(min([*near, first])), midnight(max([*near, after]) + timedelta(days=1))))
