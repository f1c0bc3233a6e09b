"""What happens around every request of the site."""

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
    """Gives the request its paper; tells the time in the paper's zone and, outside the desk, speaks its language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fetch the paper once; pages without a database, such as an error page, get it as it was."""
        paper = self._paper(request)
        request.paper = paper
        with paper.at_hand(), timezone.override(paper.tzinfo()), self._language(request, paper):
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
        """Return the paper's language for readers; at the desk each has chosen one's own."""
        return nullcontext() if request.path_info.startswith(DESK) else speaking(paper.language)


class OldAddressMiddleware:
    """Redirects an address that nothing answers, if something once lived there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask for old addresses only after everything else said 404."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or "\x00" in request.path:
            return response
        if there := self._led_to(request.path_info):
            return HttpResponsePermanentRedirect(there)
        return response

    def _led_to(self, path: str) -> str:
        """Return where what once lived at `path` lives now; for a twin in Markdown, its twin. Capitals become small."""
        is_twin = path.endswith(".md")
        old = OldAddress.objects.leading_from(f"{path.removesuffix('.md')}/" if is_twin else path)
        if old:
            return str(getattr(old.target, "markdown_path", "") if is_twin else old.target.get_absolute_url())
        small = path.lower()
        return small if small != path and _ours(small) else ""


def _ours(path: str) -> bool:
    """Whether a page of the paper may live at `path`; files keep their capitals."""
    try:
        return resolve(path).view_name not in {"articles:media", "articles:theme"}
    except Resolver404:
        return False
