"""Pages for when there is nothing to show."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ..languages import speaking
from ..site_chrome import SiteChrome

DATABASE_IS_AWAY = (OperationalError, InterfaceError)
LONG, A_LINE = 12, 60  # characters: what its writer would not like to type again; what fits into a line


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing at this address, and where to go on."""
    return render(request, "articles/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Asks neither the database nor anything else that may be broken."""
    if isinstance(sys.exception(), DATABASE_IS_AWAY):
        return away(request)
    return HttpResponse(said("errors/500.html"), status=500)


def away(request: HttpRequest) -> HttpResponse:
    """Say that the database is away for a moment, and give back what was typed, ready to be sent again."""
    at_desk = request.path_info.startswith("/admin/")
    typed = [] if at_desk or request.method != "POST" else _typed(request)
    context = {
        "at_desk": at_desk,
        "address": request.get_full_path(),
        "typed": [(name, value, _field_for(value)) for name, value in typed],
    }
    response = HttpResponse(said("errors/away.html", context), status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def unavailable_page() -> str:
    """Return the page that says that the database cannot be reached, for the page cache, which renders no view."""
    return said("errors/away.html")


def said(template: str, context: dict[str, Any] | None = None) -> str:
    """Return what `template` says, in the language of the paper as it was last read: nobody can be asked for it now."""
    with speaking(SiteChrome.last_paper().language):
        return render_to_string(template, context)


def _field_for(value: str) -> str:
    """Say how a value is shown: as a text, as a line, or not, as tokens, which have no spaces."""
    if len(value) < LONG or " " not in value.strip():
        return "hidden"
    return "text" if len(value) > A_LINE or "\n" in value else "line"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values]
