"""Error pages: not found, server error, database unavailable."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ..languages import speaking
from ..site_chrome import SiteChrome

DATABASE_IS_AWAY = (OperationalError, InterfaceError)
LONG, A_LINE = 12, 60  # characters: of input worth giving back; of input shown in one line


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for 404, with links."""
    return render(request, "articles/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for 500. It uses neither the database nor anything else that may be broken."""
    if isinstance(sys.exception(), DATABASE_IS_AWAY):
        return database_unavailable(request)
    return HttpResponse(render_in_paper_language("errors/500.html"), status=500)


def database_unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page for 503: the database is unavailable. It has the submitted form, ready to be sent again."""
    at_desk = request.path_info.startswith("/admin/")
    typed = [] if at_desk or request.method != "POST" else _typed(request)
    context = {
        "at_desk": at_desk,
        "address": request.get_full_path(),
        "typed": [(name, value, _field_for(value)) for name, value in typed],
    }
    response = HttpResponse(render_in_paper_language("errors/away.html", context), status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def unavailable_page() -> str:
    """Return the HTML for an unavailable database, for the page cache, which calls no view."""
    return render_in_paper_language("errors/away.html")


def render_in_paper_language(template: str, context: dict[str, Any] | None = None) -> str:
    """Render `template` in the language of the paper as last loaded; it cannot be loaded now."""
    with speaking(SiteChrome.last_paper().language):
        return render_to_string(template, context)


def _field_for(value: str) -> str:
    """Return how a value is shown: "text", "line", or "hidden", as tokens are, which have no spaces."""
    if len(value) < LONG or " " not in value.strip():
        return "hidden"
    return "text" if len(value) > A_LINE or "\n" in value else "line"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values]
