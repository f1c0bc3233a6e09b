"""The archive: the stories first published on a day or in a month, with a calendar."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from fastpath import cache_tags
from fastpath.queries import PreparedQuery

from ..date_tags import month_tags
from ..formatting.days import midnight, next_month
from ..models import Article
from ..paging import Cursor
from ..selection import publication_dates
from ..selection.teasers import Paged
from .lists import PAGE_SIZE, cursor_of, render_list


def _published_between(start: Any, end: Any, cursor: Cursor | None) -> Any:
    return Article.objects.published().between(start, end).beginning_at(cursor).newest_first()


def _nearest(start: Any, end: Any) -> Any:
    """Return the query for the moments of the last story before `start` and the first from `end` on."""
    moments = Article.objects.published().values_list("first_published_at", flat=True)
    before = moments.filter(first_published_at__lt=start).newest_first()[:1]
    return before.union(moments.filter(first_published_at__gte=end).order_by("first_published_at", "id")[:1])


_published = Paged(_published_between, datetime, datetime, size=PAGE_SIZE)
_near = PreparedQuery(_nearest, datetime, datetime)


@dataclass(frozen=True)
class Month:
    """A month of the calendar: weeks of (day, whether there are stories); None for days of other months."""

    first: date
    days: list[tuple[str, str]]
    weeks: list[list[tuple[date, bool] | None]]

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of `day`, by one query. The first day of the week is that of the paper's language."""
        first = day.replace(day=1)
        news = set(publication_dates.days(midnight(first), midnight(next_month(first))))
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


def archive(request: HttpRequest) -> HttpResponse:
    """Redirect to the newest day with stories."""
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
    return _archive(request, first, next_month(first), whole_month=True)


def _refuse_future(day: date) -> None:
    """Raise Http404 for a future day, except tomorrow, which may have begun in another time zone."""
    if day > timezone.localdate() + timedelta(days=1):
        raise Http404


def _archive(request: HttpRequest, first: date, after: date, *, whole_month: bool) -> HttpResponse:
    start, end = midnight(first), midnight(after)
    page = _published.page(start, end, after=cursor_of(request))
    near = [timezone.localdate(moment) for (moment,) in _near.rows(start, end)]
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
    """Add the cache tags of the months on a page of the archive, and of those in which its neighbours are found."""
    sheet = first.replace(day=1)
    cache_tags.depends_on(*month_tags(midnight(sheet), midnight(next_month(sheet))))
    if len(near) < 2:  # beyond is nothing yet
        cache_tags.mentions("stories")
    cache_tags.mentions(*month_tags(midnight(min([*near, first])), midnight(max([*near, after]) + timedelta(days=1))))
