"""What machines ask a site for: sitemaps, robots.txt, ads.txt, security.txt."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .. import shown
from ..distribution import policies, sitemaps
from .archive import following
from .conditional import conditional
from .lists import midnight

XML, TEXT = "application/xml", "text/plain"
FIRST_YEAR = 1600  # before any newspaper


@shown.keepable()
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Serve the index of sitemaps."""
    shown.about("stories")
    return conditional(request, sitemaps.index(request.paper), XML)


@shown.keepable()
def sitemap_month(request: HttpRequest, year: str, month: str) -> HttpResponseBase:
    """Serve the sitemap of a month."""
    if not FIRST_YEAR <= int(year) < date.max.year:
        raise Http404
    first = date(int(year), int(month), 1)
    start, end = midnight(first), midnight(following(first))
    shown.about(*shown.months(start, end))
    found = sitemaps.month(start, end)
    if found is None:
        raise Http404
    return conditional(request, found, XML)


@shown.keepable()
def sitemap_pages(request: HttpRequest) -> HttpResponseBase:
    """Serve the sitemap of what is no story."""
    shown.about("pages", "tags")
    shown.note("stories")
    return conditional(request, sitemaps.pages(), XML)


@shown.keepable()
def news_sitemap(request: HttpRequest) -> HttpResponseBase:
    """Serve the sitemap of the last two days' news."""
    shown.about("stories")
    return conditional(request, sitemaps.news(request.paper), XML)


@shown.keepable()
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt."""
    return _text(policies.robots(request.paper))


@shown.keepable()
def ads(request: HttpRequest) -> HttpResponse:
    """Serve ads.txt; 404, which means that nobody may sell for us, while it is empty."""
    return _text(policies.ads(request.paper))


@shown.keepable()
def security(request: HttpRequest) -> HttpResponse:
    """Serve security.txt; 404 while no contact is set."""
    return _text(policies.security(request.paper))


def _text(body: str) -> HttpResponse:
    if not body:
        raise Http404
    shown.about("paper")
    return HttpResponse(body, content_type=f"{TEXT}; charset=utf-8")
