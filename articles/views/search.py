"""The search page."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..addresses import slug_of
from ..formatting.days import midnight
from ..models import Profile, Section, Tag
from ..search.query import LONGEST, ResultCursor, Results, SearchQuery, did_you_mean, find
from ..site_chrome import sections_of

FIELDS = ("q", "section", "tag", "by", "since", "until")
FIRST_YEAR, LAST_YEAR = 1600, 2999  # years beyond are typing errors


@dataclass
class SearchForm:
    """The submitted form, cleaned, with its errors."""

    q: str
    section: str
    tag: str
    by: str
    since: str
    until: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> "SearchForm":
        """Read the form: each field as one line without control characters, truncated."""
        q, section, tag, by, since, until = (_line(request.GET.get(name, "")) for name in FIELDS)
        return cls(q, section, tag, by, since, until)

    @property
    def narrowed(self) -> bool:
        """Return whether a filter was given."""
        return any((self.section, self.tag, self.by, self.since, self.until))

    def query(self, **changes: str) -> str:
        """Return the form as a query string, with `changes`; empty fields are left out."""
        fields = {name: getattr(self, name) for name in FIELDS} | changes
        return urlencode({name: value for name, value in fields.items() if value})


def search(request: HttpRequest) -> HttpResponse:
    """Show the form and the results. They are not cached."""
    form, sections = SearchForm.of(request), sections_of(request)
    query = _search_query(form, sections)
    results, meant = None, ""
    if query and not form.errors:
        results = find(query, request.paper, ResultCursor.parse(request.GET.get("after", ""), query))
        if not results.hits and "after" not in request.GET:
            meant = did_you_mean(query, request.paper)
    return render(request, "articles/search.html", _context(form, sections, query, results, meant))


def _context(
    form: SearchForm, sections: list[Section], query: SearchQuery | None, results: Results | None, meant: str
) -> dict[str, Any]:
    following = results.next.token(query) if query and results and results.next else ""
    return {
        "form": form,
        "sections": sections,
        "results": results,
        "meant": meant,
        "meant_query": form.query(q=meant),
        "next_query": form.query(after=following) if following else "",
    }


def _search_query(form: SearchForm, sections: list[Section]) -> SearchQuery | None:
    """Return the query; None without words. Add errors to the form for invalid filters."""
    section = next((section for section in sections if section.slug == form.section), None)
    if form.section and not section:
        form.errors["section"] = _("There is no such section.")
    keys = _keys(form)
    if form.tag and "tag" not in keys:
        form.errors["tag"] = _("No story has this tag.")
    if form.by and "by" not in keys:
        form.errors["by"] = _("Nobody of this name writes here.")
    since, until = _day(form, "since"), _day(form, "until")
    if since and until and since > until:
        form.errors["until"] = _("This is before the first day.")
    if not form.q:
        return None
    return SearchQuery(
        form.q,
        section=section.pk if section else None,
        tag=keys.get("tag"),
        profile=keys.get("by"),
        since=_start(since),
        until=_start(until + timedelta(days=1)) if until else None,
    )


def _keys(form: SearchForm) -> dict[str, int]:
    """Return the keys of the tag and the profile given by name or slug, by one SQL query."""
    if not (form.tag or form.by):
        return {}
    kinds = (("tag", Tag, form.tag), ("by", Profile, form.by))
    rows = [
        model.objects.order_by()
        .filter(slug=slug_of(name, longest=120, otherwise="-"))
        .values_list(Value(kind, output_field=CharField()), "pk")
        for kind, model, name in kinds
    ]
    return dict(rows[0].union(rows[1]))


def _day(form: SearchForm, name: str) -> date | None:
    text = getattr(form, name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        form.errors[name] = _("Write the day as 2026-11-22.")
        return None
    return day


def _start(day: date | None) -> datetime | None:
    return midnight(day) if day else None


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 2 * LONGEST]).split())[:LONGEST]
