"""What answers a POST without a valid CSRF token.

Pages from a cache carry no token, so a form there is sent without one. That changes nothing, but what was typed must
not be lost: the view is asked for its form again, filled in, which now carries the token.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponse]


def shows_form_again(view: View) -> View:
    """Mark `view` as one that, for a request that `is_tokenless`, changes nothing and shows its form, filled in."""
    view.shows_form_again = True  # type: ignore[attr-defined]
    return view


def is_tokenless(request: HttpRequest) -> bool:
    """Whether this POST came without a valid CSRF token: it must not change anything."""
    return getattr(request, "_tokenless", False)


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a POST without a valid CSRF token, by the view's form or a page that says what to do.

    This is the site's CSRF_FAILURE_VIEW.
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
