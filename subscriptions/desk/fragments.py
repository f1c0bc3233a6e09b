"""Page fragments that reload while a mailing changes (static/desk/fragment.js)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Mailing

FINAL_HEADER = "newsroom-still"


def fragment(request: HttpRequest, template: str, context: dict[str, Any], mailing: Mailing | None) -> HttpResponse:
    """Return the fragment about `mailing`; a header tells the script when to stop reloading."""
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    if mailing is None or not mailing.is_moving:
        answer[FINAL_HEADER] = "1"
    return answer
