"""Views for sitemaps, robots.txt, ads.txt and security.txt."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from fastpath import cache_tags

from ..date_tags import day_tags, month_tags
from ..feeds import policy_files, sitemap_parts, sitemaps
from .conditional import conditional

XML, TEXT = "application/xml", "text/plain"
FIRST_YEAR = 1600  # before any newspaper
ONE_LEAVES = timedelta(hours=1)  # how much longer than two days a story may stay in the news sitemap


@cache_tags.cacheable()
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Serve the index of sitemaps."""
    cache_tags.depends_on("stories", "sitemaps")
    return conditional(request, sitemaps.index(request.paper), XML)


@cache_tags.cacheable()
def sitemap_month(request: HttpRequest, year: str, month: str, part: int = 1) -> HttpResponseBase:
    """Serve a sitemap of a month, which has several if it has many stories."""
    if not FIRST_YEAR <= int(year) < date.max.year:
        raise Http404
    times = sitemap_parts.parts(date(int(year), int(month), 1))
    if part > len(times):
        raise Http404
    start, end = times[part - 1]
    cache_tags.depends_on("sitemaps", *(day_tags(start, end) if len(times) > 1 else month_tags(start, end)))
    found = sitemaps.stories(start, end)
    if found is None:
        raise Http404
    return conditional(request, found, XML)


@cache_tags.cacheable()
def sitemap_pages(request: HttpRequest) -> HttpResponseBase:
    """Serve the sitemap of the pages that are not stories."""
    cache_tags.depends_on("pages", "tags", "bylines")
    return conditional(request, sitemaps.pages(), XML)


@cache_tags.cacheable()
def news_sitemap(request: HttpRequest) -> HttpResponseBase:
    """Serve the sitemap of the last two days' news."""
    cache_tags.depends_on("stories")
    cache_tags.expires_at(timezone.now() + ONE_LEAVES)
    return conditional(request, sitemaps.news(request.paper), XML)


@cache_tags.cacheable()
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt."""
    return _text(policy_files.robots(request.paper))


@cache_tags.cacheable()
def ads(request: HttpRequest) -> HttpResponse:
    """Serve ads.txt; 404 while it is empty, which means that nobody is authorised."""
    return _text(policy_files.ads(request.paper))


@cache_tags.cacheable()
def security(request: HttpRequest) -> HttpResponse:
    """Serve security.txt; 404 while no contact is set."""
    return _text(policy_files.security(request.paper))


def _text(body: str) -> HttpResponse:
    if not body:
        raise Http404
    cache_tags.depends_on("paper")
    return HttpResponse(body, content_type=f"{TEXT}; charset=utf-8")
