"""Parts of pages that fetch themselves anew while something moves (static/desk/fragment.js)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Mailing

FINAL_HEADER = "newsroom-still"


def fragment(request: HttpRequest, template: str, context: dict[str, Any], mailing: Mailing | None) -> HttpResponse:
    """Return the part of a page that says how `mailing` is; its header tells the script when to ask no more."""
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    if mailing is None or not mailing.is_moving:
        answer[FINAL_HEADER] = "1"
    return answer
