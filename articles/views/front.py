"""The front page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import shown
from ..frame import sections_of
from ..front.page import FrontPage
from ..memory import Memory
from ..pictures import load_renditions

_remembered = Memory(2)


@shown.keepable()
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    shown.about("front", "stories")
    page = FrontPage(sections=sections_of(request), known=_remembered.of_now())
    return render(request, "articles/front.html", front_context(page))


def front_context(page: FrontPage) -> dict[str, Any]:
    """Return what the front page's template needs."""
    load_renditions(page.images())
    return {"front": True, **page.blocks, "faces": [face.renditions_made() for face in page.faces if face]}
