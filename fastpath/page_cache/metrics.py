"""What the page cache did, for people (/readyz) and for Prometheus (/metrics)."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .counters import totals

ANSWERS = ("hit", "stale", "miss", "unkept", "bypass")
TEXT = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' exposition format


def sentence() -> str:
    """Say how it is with the page cache, such as “98 % of 12,031 from memory; 412 pages, 9.1 MB”."""
    figures = totals()
    asked = sum(figures[name] for name in ANSWERS)
    remembered = figures["hit"] + figures["stale"]
    share = f"{100 * remembered / asked:.0f} % of {asked:,} from memory; " if asked else ""
    return f"{share}{figures['pages']:,} pages, {figures['bytes'] / 1e6:.1f} MB"


def metrics(request: HttpRequest) -> HttpResponse:
    """Serve the figures to Prometheus: to this machine, or to who shows METRICS_KEY as a bearer token (RFC 6750)."""
    if not _may_ask(request):
        return HttpResponse("Nothing here.\n", status=404, content_type="text/plain")
    figures = totals()
    lines = [
        "# HELP newsroom_pages_total Requests for public pages, by where the answer came from.",
        "# TYPE newsroom_pages_total counter",
        *(f'newsroom_pages_total{{from="{name}"}} {figures[name]}' for name in ANSWERS),
        "# HELP newsroom_pages_not_modified_total Answers without a body, to who had the page.",
        "# TYPE newsroom_pages_not_modified_total counter",
        f"newsroom_pages_not_modified_total {figures['not_modified']}",
        "# HELP newsroom_pages_failed_total Pages that could not be made.",
        "# TYPE newsroom_pages_failed_total counter",
        f"newsroom_pages_failed_total {figures['failed']}",
        "# HELP newsroom_purges_total Keys that the database said had changed, heard by all processes.",
        "# TYPE newsroom_purges_total counter",
        f"newsroom_purges_total {figures['purges']}",
        "# HELP newsroom_pages_kept Pages in memory, of all processes.",
        "# TYPE newsroom_pages_kept gauge",
        f"newsroom_pages_kept {figures['pages']}",
        "# HELP newsroom_pages_bytes Memory that they take.",
        "# TYPE newsroom_pages_bytes gauge",
        f"newsroom_pages_bytes {figures['bytes']}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response


def _may_ask(request: HttpRequest) -> bool:
    key = settings.METRICS_KEY
    if key:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode())
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
