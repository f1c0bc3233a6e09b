"""Pages of the paper about itself: corrections and the simple pages."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fastpath import cache_tags

from ..models import Correction, SimplePage
from ..paging import Cursor, take_page
from .lists import PAGE_SIZE, cursor_of


@cache_tags.cacheable("before")
def corrections(request: HttpRequest) -> HttpResponse:
    """List what the paper put right, newest first."""
    cache_tags.depends_on("corrections")
    rows = Correction.objects.filter(article__live=True).select_related("article").defer("article__body")
    cursor = cursor_of(request)
    if cursor:
        rows = rows.filter(Q(at__lt=cursor.at) | Q(at=cursor.at, id__lte=cursor.id), at__lte=cursor.at)
    page, following = take_page(rows, PAGE_SIZE, lambda row: Cursor(row.at, row.pk), cursor)
    return render(request, "articles/corrections.html", {"corrections": page, "next": following})


@cache_tags.cacheable()
def about(request: HttpRequest) -> HttpResponse:
    """Show the first page about the paper."""
    return page(request, SimplePage.FIRST)


@cache_tags.cacheable()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a simple page."""
    found = get_object_or_404(SimplePage, slug=slug, published=True)
    cache_tags.depends_on(f"page-{found.pk}")
    return render(request, "articles/page.html", {"page": found})
