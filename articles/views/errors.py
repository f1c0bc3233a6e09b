"""Pages for when there is nothing to show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing at this address, and where to go on."""
    return render(request, "articles/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Asks neither the database nor anything else that may be broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
