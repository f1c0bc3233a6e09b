"""Headers for caches in front: the cache tags of a page, and how long it may be cached (RFC 9213)."""

from django.utils import timezone

from ..cache_tags import CacheTags
from ..conf import TAG_OF_ALL_PAGES
from .encodings import Headers

MAX_AGE = 86_400  # seconds
STALE_HEADER = ("CDN-Cache-Control", "max-age=1")


def headers_of(tags: CacheTags) -> Headers:
    """Return the headers of a page with these tags."""
    return [
        ("Surrogate-Key", " ".join(sorted(tags.depends_on | tags.mentions | {TAG_OF_ALL_PAGES}))),
        ("CDN-Cache-Control", f"max-age={_seconds(tags)}, stale-while-revalidate=60, stale-if-error=604800"),
    ]


def of_stale_page(headers: Headers) -> Headers:
    """Return `headers` with a short time, for a page that is out of date."""
    return [*(pair for pair in headers if pair[0] != STALE_HEADER[0]), STALE_HEADER]


def _seconds(tags: CacheTags) -> int:
    if tags.expires_at is None:
        return MAX_AGE
    return min(MAX_AGE, max(1, int((tags.expires_at - timezone.now()).total_seconds())))
