"""The context that every template gets."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Paper, Section


def paper(request: HttpRequest) -> dict[str, Any]:
    """Give templates the paper and its sections; without a site chrome each is fetched at most once, if used."""
    chrome = getattr(request, "chrome", None)
    if chrome is not None:
        return {"paper": chrome.paper, "sections": chrome.sections, "fragments": chrome.today()}
    return {
        "paper": getattr(request, "paper", None) or SimpleLazyObject(Paper.load),
        "sections": SimpleLazyObject(lambda: list(Section.objects.in_navigation())),
    }
