"""Paths of the site: reserved slugs, slugs made from text, paths about a story, full addresses."""

from functools import cache
from urllib.parse import quote

from anyascii import anyascii
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.text import slugify

_SOME_ADDRESS = "section/2026/01/slug"

RESERVED_SLUGS = frozenset(
    {
        "about",
        "admin",
        "ads.txt",
        "api",
        "archive",
        "by",
        "comments",
        "corrections",
        "documents",
        "favicon.ico",
        "feeds",
        "front",
        "healthz",
        "images",
        "mail",
        "me",
        "media",
        "news-sitemap",
        "popular",
        "preview",
        "reads",
        "readyz",
        "report-error",
        "robots",
        "search",
        "security",
        "sitemap",
        "static",
        "subscribe",
        "tags",
        "theme",
        "unsubscribe",
        "well-known",
    }
)


def slug_of(words: str, *, longest: int, otherwise: str) -> str:
    """Return `words` as a slug of at most `longest` ASCII characters; `otherwise` if that is empty."""
    return slugify(anyascii(words).replace("_", " "))[:longest].strip("-") or otherwise


def path_about(view: str, address: str) -> str:
    """Return the path of `view`, whose only argument is the address of a story; faster than `reverse`."""
    before, after = _around(view, get_script_prefix())
    return f"{before}{quote(address)}{after}"


@cache
def _around(view: str, _prefix: str) -> tuple[str, str]:
    before, after = reverse(view, args=[_SOME_ADDRESS]).split(_SOME_ADDRESS)
    return before, after


def full_address(path: str) -> str:
    """Return `path` with the site's scheme and host; a full address is returned unchanged."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
