"""The page behind the link of a confirmation mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from readers.views.private import private

from .. import joining
from ..consent import Origin


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and let the subscriptions begin when the button is pressed. A GET changes nothing."""
    if request.method == "POST":
        reader, subscriptions = joining.confirm(token, Origin.of(request, "confirm page"))
    else:
        reader, subscriptions = joining.wished(token)
    context = {"reader": reader, "subscriptions": subscriptions, "done": request.method == "POST"}
    return render(request, "subscriptions/confirm.html", context)
