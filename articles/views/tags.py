"""The index of tags, from A to Z."""

import unicodedata
from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fastpath import cache_tags

from ..models import Tag

MOST_AT_ONCE = 600  # tags; a paper with more shows one letter at a time


@cache_tags.cacheable("letter")
def tags(request: HttpRequest) -> HttpResponse:
    """List the tags that have stories, by first letter, with their number."""
    cache_tags.depends_on("tags")
    used = sorted(
        Tag.objects.order_by().filter(count__stories__gt=0).annotate(stories=F("count__stories")),
        key=lambda t: _key(t.name),
    )
    letters = [(letter, list(group)) for letter, group in groupby(used, key=lambda tag: letter_of(tag.name))]
    one_at_a_time = len(used) > MOST_AT_ONCE
    chosen = request.GET.get("letter", letters[0][0] if letters else "")
    if chosen not in dict(letters):
        cache_tags.do_not_store()
    printed = [entry for entry in letters if entry[0] == chosen] if one_at_a_time else letters
    context = {"letters": letters, "shown": printed, "one_at_a_time": one_at_a_time, "chosen": chosen}
    return render(request, "articles/tags.html", context)


def letter_of(name: str) -> str:
    """Return the letter a name stands under: its first without accents, and “#” for what is no letter."""
    first = _bare(name)[:1]
    return first.upper()[:1] if first.isalpha() else "#"


def _key(name: str) -> tuple[str, str]:
    return letter_of(name), _bare(name)


def _bare(name: str) -> str:
    """Return `name` without accents and in small letters, for sorting."""
    apart = unicodedata.normalize("NFKD", name.strip())
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()
