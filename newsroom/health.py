"""Health checks: the process (/healthz), the whole paper (/readyz), and metrics (/metrics).

Answered before anything else in Django, so that a broken database cannot hide which part is broken.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from fastpath.page_cache.metrics import metrics, sentence

from .migration_state import is_migrated

HEARTBEAT_EVERY = timedelta(seconds=5)
HEARTBEAT_TOO_OLD = timedelta(seconds=15)

_migrated = False


class HealthMiddleware:
    """Answers the addresses that machines look after us by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer /healthz, /readyz and /metrics; leave the rest alone."""
        if request.path_info == "/healthz":
            return HttpResponse("up\n", content_type="text/plain")
        if request.path_info == "/readyz":
            return readiness()
        if request.path_info == "/metrics":
            return metrics(request)
        return self.get_response(request)


def readiness() -> HttpResponse:
    """Report database, migrations and worker; 200 if all are well, else 503."""
    try:
        parts = {"database": "ok", "migrations": _migrations(), "worker": _worker()}
    except DatabaseError:
        parts = {"database": "does not answer"}
    well = all(state == "ok" for state in parts.values())
    response = JsonResponse(parts | {"pages": sentence()}, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response


def _migrations() -> str:
    """Say whether every migration has run; asked of the database until it once was so."""
    global _migrated
    if not _migrated:
        _migrated = is_migrated()
    return "ok" if _migrated else "not all run; run: manage.py migrate"


def _worker() -> str:
    from .models import WorkerHeartbeat

    newest = WorkerHeartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    if newest is None or timezone.now() - newest > HEARTBEAT_TOO_OLD:
        return "no sign of life"
    return "ok"
