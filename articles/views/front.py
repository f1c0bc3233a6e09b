"""The front page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fastpath import cache_tags
from fastpath.process_cache import ProcessCache

from ..front.page import FrontPage
from ..images.renditions import load_renditions, renditions_made
from ..site_chrome import sections_of

_remembered = ProcessCache(2)


@cache_tags.cacheable()
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    cache_tags.depends_on("front", "stories")
    page = FrontPage(sections=sections_of(request), known=_remembered.snapshot())
    return render(request, "articles/front.html", front_context(page))


def front_context(page: FrontPage) -> dict[str, Any]:
    """Return what the front page's template needs."""
    load_renditions(page.images())
    return {"front": True, **page.blocks, "faces": [renditions_made(face) for face in page.faces if face]}
