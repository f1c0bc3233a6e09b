"""Response to a POST without a valid CSRF token.

Forms on cached pages carry no token. Such a POST must change nothing, but the input must not be lost: the view shows
its form again, filled in and with a token.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponse]


def shows_form_again(view: View) -> View:
    """Mark `view` as one that shows its form again, filled in, for a request that `is_tokenless`."""
    view.shows_form_again = True  # type: ignore[attr-defined]
    return view


def is_tokenless(request: HttpRequest) -> bool:
    """Return whether this POST came without a valid CSRF token and so must not change anything."""
    return getattr(request, "_tokenless", False)


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the view's form, or a page that says what to do, for a POST without a valid CSRF token.

    This is the CSRF_FAILURE_VIEW of the site.
    """
    match: Any = request.resolver_match
    if match is not None and getattr(match.func, "shows_form_again", False):
        request._tokenless = True
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        response.status_code = 403
    else:
        response = render(request, "readers/tokenless.html", status=403)
    add_never_cache_headers(response)
    return response
