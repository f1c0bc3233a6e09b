"""The rules, in the words in which they are named to whoever broke one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fastpath import cache_tags

from ..reasons import REASONS, TO_REFUSE


@cache_tags.cacheable()
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what is refused, and what an author can do about it."""
    cache_tags.depends_on("paper")
    sentences = [REASONS[code].to_author for code in TO_REFUSE if code != "other"]
    return render(request, "comments/rules.html", {"sentences": sentences})
