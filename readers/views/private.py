"""Decorators and helpers of private pages: those of one person, and those behind mailed links."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from ..identity import current_reader, is_fresh
from ..tokens import BadToken

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Decorate `view` with headers against caching, indexing and referrers to other sites.

    A BadToken that it raises becomes the page about invalid links.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadToken:
            response = invalid_link(request)
        add_never_cache_headers(response)
        response["Cache-Control"] = "private, no-store"
        # Not "no-referrer": a browser then sends "Origin: null" with our own forms, which the CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def invalid_link(request: HttpRequest) -> HttpResponse:
    """Show the page about an invalid link, the same for every reason."""
    return render(request, "readers/dead_link.html", status=410)


def signed_in(view: View, *, fresh: bool = False) -> View:
    """Decorate `view` with the reader as its second argument; redirect to sign-in if there is none.

    With `fresh`, a mailed link must have been followed within half an hour: else a page offers a new link.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = current_reader(request)
        if reader is None:
            return redirect_to_sign_in(request.path if request.method in {"GET", "HEAD"} else "")
        if fresh and not is_fresh(request):
            return render(
                request, "readers/stale.html", {"reader": reader, "next": safe_next_page(request.path)}, status=403
            )
        return view(request, reader, *args, **kwargs)

    return answer


def redirect_to_sign_in(next_: str = "") -> HttpResponseRedirect:
    """Redirect to the sign-in page, and from there to `next_`."""
    return HttpResponseRedirect(reverse("readers:sign_in") + (f"?{urlencode({'next': next_})}" if next_ else ""))


def safe_next_page(path: Any) -> str:
    """Return `path` if it is a short path of this site, else ""."""
    path = str(path or "")
    own = path.startswith("/") and len(path) <= 200 and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own else ""
