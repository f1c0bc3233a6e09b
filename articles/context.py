"""What every public page is given."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Paper, Section


def paper(request: HttpRequest) -> dict[str, Any]:
    """Give templates the paper and its sections; each is fetched at most once and only if used."""
    return {
        "paper": getattr(request, "paper", None) or SimpleLazyObject(Paper.load),
        "sections": SimpleLazyObject(lambda: list(Section.objects.in_navigation())),
    }
