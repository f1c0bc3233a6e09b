"""The index of tags, from A to Z."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fastpath import cache_tags
from fastpath.queries import PreparedQuery, Row

from ..models import Tag

MOST_AT_ONCE = 600  # tags; a paper with more shows one letter at a time

_used = PreparedQuery(lambda: Tag.objects.order_by().filter(count__stories__gt=0).annotate(stories=F("count__stories")))


@dataclass(frozen=True)
class Index:
    """All tags in order, by first letter. Shared by all requests; read-only."""

    letters: list[tuple[str, list[Tag]]]
    number: int
    noted: set[str]  # what a page with it shows


@lru_cache(maxsize=2)
def _index(rows: tuple[Row, ...]) -> Index:
    """Return the index of these rows, cached by them."""
    with cache_tags.collecting() as tags:
        used = sorted(_used.objects(rows), key=lambda tag: _key(tag.name))
    letters = [(letter, list(group)) for letter, group in groupby(used, key=lambda tag: letter_of(tag.name))]
    return Index(letters, len(used), tags.mentions)


@cache_tags.cacheable("letter")
def tags(request: HttpRequest) -> HttpResponse:
    """List the tags that have stories, by first letter, with their number."""
    cache_tags.depends_on("tags")
    index = _index(tuple(_used.rows()))
    cache_tags.mentions(*index.noted)
    letters, one_at_a_time = index.letters, index.number > MOST_AT_ONCE
    chosen = request.GET.get("letter", letters[0][0] if letters else "")
    if chosen not in dict(letters):
        cache_tags.do_not_store()
    printed = [entry for entry in letters if entry[0] == chosen] if one_at_a_time else letters
    context = {"letters": letters, "shown": printed, "one_at_a_time": one_at_a_time, "chosen": chosen}
    return render(request, "articles/tags.html", context)


def letter_of(name: str) -> str:
    """Return the heading of a name: its first letter without accents, or “#” if it is no letter."""
    first = _bare(name)[:1]
    return first.upper()[:1] if first.isalpha() else "#"


def _key(name: str) -> tuple[str, str]:
    return letter_of(name), _bare(name)


def _bare(name: str) -> str:
    """Return `name` without accents and in small letters, for sorting."""
    apart = unicodedata.normalize("NFKD", name.strip())
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()
