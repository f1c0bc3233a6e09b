"""The front page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fastpath import cache_tags

from ..front.page import FrontPage
from ..images.renditions import load_renditions


@cache_tags.cacheable()
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    cache_tags.depends_on("front", "stories")
    return render(request, "articles/front.html", front_context(FrontPage()))


def front_context(page: FrontPage) -> dict[str, Any]:
    """Return what the front page's template needs."""
    load_renditions(page.images())
    return {"front": True, **page.blocks}
