"""What addresses are made of: the fixed first parts, which no section may take, and slugs made from words."""

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
    """Return `words` as a slug of at most `longest` ASCII characters; `otherwise` if nothing of them is left."""
    return slugify(anyascii(words).replace("_", " "))[:longest].strip("-") or otherwise


def path_about(view: str, address: str) -> str:
    """Return the path of `view`, whose only argument is the address of a story; a page of one asks for several."""
    before, after = _around(view, get_script_prefix())
    return f"{before}{quote(address)}{after}"


@cache
def _around(view: str, _prefix: str) -> tuple[str, str]:
    before, after = reverse(view, args=[_SOME_ADDRESS]).split(_SOME_ADDRESS)
    return before, after


def full_address(path: str) -> str:
    """Return `path` with the site's scheme and host; what is a full address already stays as it is."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
