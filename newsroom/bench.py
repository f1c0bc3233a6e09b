"""Measures the public pages in this process: queries, time to make the page, and its weight."""

import gzip
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, BylineListing, Section, SimplePage, TagListing
from articles.paging import Cursor

WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """What one page took."""

    page: str
    path: str
    status: int
    queries: int
    median_ms: float
    p95_ms: float
    html_bytes: int
    gzip_bytes: int


def pages() -> Iterator[tuple[str, str]]:
    """Yield a name and a path for each kind of public page; of each kind the one with most on it."""
    live = Article.objects.published()
    yield "front", reverse("articles:front")
    yield "corrections", reverse("articles:corrections")
    if simple := SimplePage.objects.filter(published=True).first():
        yield "simple page", simple.get_absolute_url()
    yield "not found", "/nothing-lives-here/"
    if not live.exists():
        return
    story = live.exclude(lead_image=None).newest_first().first() or live.newest_first()[0]
    yield "story", story.get_absolute_url()
    yield "archive day", reverse("articles:archive_day", args=[timezone.localdate(story.first_published_at)])
    section = Section.objects.get(pk=_most(live, "section"))
    yield "section", section.get_absolute_url()
    in_section = live.filter(section=section).newest_first()
    deep = in_section[in_section.count() // 2]
    yield "section, far back", f"{section.get_absolute_url()}?before={Cursor(deep.first_published_at, deep.pk)}"
    if tag := _most(TagListing.objects, "tag"):
        yield "tag", TagListing.objects.filter(tag=tag)[0].tag.get_absolute_url()
    if profile := _most(BylineListing.objects, "profile"):
        yield "byline", BylineListing.objects.filter(profile=profile)[0].profile.get_absolute_url()


def measure(page: str, path: str, runs: int) -> Measured:
    """Ask for `path` often enough to know what it takes."""
    site = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=site.hostname or "localhost", raise_request_exception=False)

    def get() -> tuple[float, int, bytes]:
        started = time.perf_counter()
        response = client.get(path, secure=site.scheme == "https")
        return (time.perf_counter() - started) * 1000, response.status_code, response.content

    for _ in range(WARM_UP):
        get()
    queries: list[str] = []
    with connection.execute_wrapper(_noting(queries)):
        _, status, html = get()
    times = sorted(get()[0] for _ in range(runs))
    return Measured(
        page=page,
        path=path,
        status=status,
        queries=len(queries),
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[min(runs - 1, int(runs * 0.95))], 1),
        html_bytes=len(html),
        gzip_bytes=len(gzip.compress(html)),
    )


def machine() -> dict[str, int]:
    """Return what figures depend on."""
    return {"cores": os.cpu_count() or 1, "stories": Article.objects.published().count()}


def _noting(queries: list[str]) -> Callable[..., Any]:
    """Return a wrapper for the connection that notes each query."""

    def wrapper(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        queries.append(sql)
        return execute(sql, *args)

    return wrapper


def _most(rows: Any, field: str) -> int | None:
    """Return the key that most of `rows` have in `field`."""
    found = rows.values(field).annotate(number=Count("pk")).order_by("-number", field).first()
    return found[field] if found else None
