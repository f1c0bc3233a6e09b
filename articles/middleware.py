"""Middleware: the paper of the request, its time zone and language; redirects from old addresses."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from .languages import speaking
from .models import OldAddress, Paper
from .site_chrome import SiteChrome

DESK = "/admin/"
Handler = Callable[[HttpRequest], HttpResponse]


class PaperMiddleware:
    """Set `request.paper`, the paper's time zone and, outside the desk, its language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Load the paper once. Without a database, use the paper as last loaded, for the error page."""
        paper = self._paper(request)
        request.paper = paper
        with paper.as_current(), timezone.override(paper.tzinfo()), self._language(request, paper):
            return self.get_response(request)

    def _paper(self, request: HttpRequest) -> Paper:
        """Return the paper: for readers that of the site chrome, for the desk, which may change it, one of its own."""
        try:
            if request.path_info.startswith(DESK):
                return Paper.load(request_or_site=request)
            request.chrome = SiteChrome.load()
        except OperationalError:
            return SiteChrome.last_paper()
        return request.chrome.paper

    def _language(self, request: HttpRequest, paper: Paper) -> AbstractContextManager[None]:
        """Activate the paper's language for readers; at the desk each user has chosen a language."""
        return nullcontext() if request.path_info.startswith(DESK) else speaking(paper.language)


class OldAddressMiddleware:
    """Redirect an address that gives 404, if it is an old address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for an old address only after a 404."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or "\x00" in request.path:
            return response
        if there := self._redirect_target(request.path_info):
            return HttpResponsePermanentRedirect(there)
        return response

    def _redirect_target(self, path: str) -> str:
        """Return the new address of the old address `path`, or `path` in lower case if that is a page; else nothing.

        The address of a Markdown version redirects to the new one of the Markdown version.
        """
        is_twin = path.endswith(".md")
        old = OldAddress.objects.find(f"{path.removesuffix('.md')}/" if is_twin else path)
        if old:
            return str(getattr(old.target, "markdown_path", "") if is_twin else old.target.get_absolute_url())
        small = path.lower()
        return small if small != path and _is_page(small) else ""


def _is_page(path: str) -> bool:
    """Return whether `path` is an address of a page; addresses of files are case-sensitive."""
    try:
        return resolve(path).view_name not in {"articles:media", "articles:theme"}
    except Resolver404:
        return False
