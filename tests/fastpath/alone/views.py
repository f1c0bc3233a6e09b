"""The view of the project, with its addresses and template tags."""

from django import template
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html

from fastpath import FragmentCache, cache_tags, cached_fragment, cached_tag

from .models import on_board

register = template.Library()
register.tag("cached", cached_tag("site"))

fragments = FragmentCache(100)
rendered = []


@register.simple_tag
@cached_fragment(100)
def shout(text):
    """Return the text of a note as HTML."""
    rendered.append(text)
    return format_html("<li>{}</li>", text.upper())


@cache_tags.cacheable("q")
def board(request, number):
    """Show a board with its notes."""
    cache_tags.depends_on(f"board-{number}")
    context = {"notes": on_board(number), "number": number, "fragments": fragments, "site": "Alone"}
    return render(request, "board.html", context)


urlpatterns = [path("<int:number>/", board)]
