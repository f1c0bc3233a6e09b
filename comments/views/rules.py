"""The rules, in the words in which they are named to whoever broke one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import shown

from ..reasons import REASONS, TO_REFUSE


@shown.keepable()
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what is refused, and what an author can do about it."""
    shown.about("paper")
    sentences = [REASONS[code].to_author for code in TO_REFUSE if code != "other"]
    return render(request, "comments/rules.html", {"sentences": sentences})
