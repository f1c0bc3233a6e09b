"""Fetch the stories that may be on the front page, with the values by which they are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL

from fastpath import cache_tags

from ..models import Article, Section, Tag
from ..selection.teasers import Found, Teasers, tags_in
from .slots import Placement

NEWEST = 40  # stories among which lead, seconds and briefs are chosen
OF_A_SECTION = 15  # enough for its strip and for what is shown higher up

_KEYS = """
SELECT id FROM (
    SELECT id FROM articles_article WHERE live ORDER BY first_published_at DESC, id DESC LIMIT %s
) AS newest
UNION
SELECT found.id FROM unnest(%s::bigint[]) AS section (id), LATERAL (
    SELECT story.id FROM articles_article AS story WHERE live AND section_id = section.id
    ORDER BY first_published_at DESC, id DESC LIMIT %s
) AS found
UNION
SELECT unnest(%s::bigint[])
"""


def _stories(sections: Any, placed: Any) -> Any:
    keys = RawSQL(_KEYS, [NEWEST, sections, OF_A_SECTION, placed])  # noqa: S611 - the text is ours
    return Article.objects.published().filter(pk__in=keys).newest_first().with_words()


_teasers = Teasers(_stories, list, list)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A story that may be chosen, with the attributes of Article that the rules use."""

    at: int  # its index among all
    pk: int
    headline: str
    standfirst: str
    kind: str
    is_voice: bool
    section_id: int | None
    lead_image: int | None  # its key: whether there is one
    first_published_at: datetime
    words: int | None
    tag_list: tuple[Tag, ...]

    def is_published(self) -> bool:
        """Return True: only published stories are fetched."""
        return True


def found(sections: Sequence[Section], placements: Sequence[Placement]) -> list[Found]:
    """Return the rows of the stories that rules may choose or editors placed, newest first.

    Of their child rows they have only the tags.
    """
    rows = _teasers.rows([section.pk for section in sections], [placed.story for placed in placements])
    return _teasers.with_lines(rows, 1)


def candidates(found: Sequence[Found]) -> list[Candidate]:
    """Return the candidates made of these rows."""
    places = _teasers.places
    names = ("id", "headline", "standfirst", "kind", "section_id", "lead_image_id", "first_published_at", "words")
    at = [places[name] for name in names]
    some = []
    for number, (row, (tags,)) in enumerate(found):
        pk, headline, standfirst, kind, section, image, first, words = [row[place] for place in at]
        voice = kind in Article.VOICES
        some.append(
            Candidate(number, pk, headline, standfirst, kind, voice, section, image, first, words, tags_in(tags))
        )
    return some


def with_bylines(found: Sequence[Found]) -> list[Found]:
    """Return these rows with their bylines."""
    return _teasers.with_lines(found)


def stories(found: Sequence[Found]) -> list[Article]:
    """Return the stories made of these rows, which have their bylines."""
    return _teasers.stories(found)


def note(found: Sequence[Found]) -> None:
    """Add the cache tags of all candidates: after a change of a headline or a tag, another may be chosen."""
    key = _teasers.places["id"]
    cache_tags.mentions(*[f"{Article.cache_tag_prefix}-{row[key]}" for row, _lines in found])
    for one in found:
        _teasers.note_lines(one)
