"""Figures of the page cache, for people (/readyz) and for Prometheus (/metrics)."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .. import conf
from .counters import totals

RESULTS = ("hit", "stale", "miss", "unkept", "bypass")
TEXT = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' exposition format


def sentence() -> str:
    """Return one line on the page cache, such as “98 % of 12,031 from memory; 412 pages, 9.1 MB”."""
    figures = totals()
    requests = sum(figures[name] for name in RESULTS)
    from_memory = figures["hit"] + figures["stale"]
    share = f"{100 * from_memory / requests:.0f} % of {requests:,} from memory; " if requests else ""
    return f"{share}{figures['pages']:,} pages, {figures['bytes'] / 1e6:.1f} MB"


def metrics(request: HttpRequest) -> HttpResponse:
    """Serve the figures to Prometheus: to this machine, or to requests with METRICS_KEY as bearer token (RFC 6750)."""
    if not _is_allowed(request):
        return HttpResponse("Nothing here.\n", status=404, content_type="text/plain")
    figures, prefix = totals(), conf.PREFIX
    lines = [
        f"# HELP {prefix}_pages_total Requests for public pages, by where the answer came from.",
        f"# TYPE {prefix}_pages_total counter",
        *(f'{prefix}_pages_total{{from="{name}"}} {figures[name]}' for name in RESULTS),
        f"# HELP {prefix}_pages_not_modified_total Answers without a body, to who had the page.",
        f"# TYPE {prefix}_pages_not_modified_total counter",
        f"{prefix}_pages_not_modified_total {figures['not_modified']}",
        f"# HELP {prefix}_pages_failed_total Pages that could not be made.",
        f"# TYPE {prefix}_pages_failed_total counter",
        f"{prefix}_pages_failed_total {figures['failed']}",
        f"# HELP {prefix}_purges_total Keys that the database said had changed, heard by all processes.",
        f"# TYPE {prefix}_purges_total counter",
        f"{prefix}_purges_total {figures['purges']}",
        f"# HELP {prefix}_pages_kept Pages in memory, of all processes.",
        f"# TYPE {prefix}_pages_kept gauge",
        f"{prefix}_pages_kept {figures['pages']}",
        f"# HELP {prefix}_pages_bytes Memory that they take.",
        f"# TYPE {prefix}_pages_bytes gauge",
        f"{prefix}_pages_bytes {figures['bytes']}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response


def _is_allowed(request: HttpRequest) -> bool:
    key = getattr(settings, "METRICS_KEY", "")
    if key:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode())
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
