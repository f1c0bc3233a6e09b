"""The context that every template gets."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Paper, Section


def paper(request: HttpRequest) -> dict[str, Any]:
    """Add the paper and its sections; without `request.chrome`, each is loaded at most once, when used."""
    frame = getattr(request, "chrome", None)
    if frame is not None:
        return {"paper": frame.paper, "sections": frame.sections, "fragments": frame.today()}
    return {
        "paper": getattr(request, "paper", None) or SimpleLazyObject(Paper.load),
        "sections": SimpleLazyObject(lambda: list(Section.objects.in_navigation())),
    }
