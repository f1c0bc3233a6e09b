"""What a page tells caches in front of us: all that it shows, and how long they may keep it (RFC 9213)."""

from django.utils import timezone

from ..cache_tags import CacheTags
from .encodings import Headers
from .store import EVERYTHING

LONGEST = 86_400  # seconds
NOT_LONG = ("CDN-Cache-Control", "max-age=1")  # an old page


def headers_of(shown: CacheTags) -> Headers:
    """Return the headers for a page that shows that."""
    return [
        ("Surrogate-Key", " ".join(sorted(cache_tags.about | shown.besides | {EVERYTHING}))),
        ("CDN-Cache-Control", f"max-age={_seconds(shown)}, stale-while-revalidate=60, stale-if-error=604800"),
    ]


def not_long(headers: Headers) -> Headers:
    """Return `headers` of a page that is old."""
    return [*(pair for pair in headers if pair[0] != NOT_LONG[0]), NOT_LONG]


def _seconds(shown: CacheTags) -> int:
    if shown.until is None:
        return LONGEST
    return min(LONGEST, max(1, int((shown.until - timezone.now()).total_seconds())))
