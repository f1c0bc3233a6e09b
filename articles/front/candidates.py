"""The stories that may stand on the front page, and what a choice between them goes by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL

from .. import shown
from ..models import Article, Section, Tag
from ..teasers import Found, Teasers, tags_in
from .slots import Placement

NEWEST = 40  # how far back lead, seconds and briefs are looked for
OF_A_SECTION = 15  # what its strip takes, and what may stand higher up

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
    """What is known of a story that may be chosen; its names are those of the story's."""

    at: int  # its place among all
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
        """Return True: none but published stories is fetched."""
        return True


def found(sections: Sequence[Section], placements: Sequence[Placement]) -> list[Found]:
    """Return what the database says of each of them, newest first: those that rules may choose, and those placed.

    Of their lines they have the tags alone.
    """
    rows = _teasers.rows([section.pk for section in sections], [placed.story for placed in placements])
    return _teasers.with_lines(rows, 1)


def candidates(found: Sequence[Found]) -> list[Candidate]:
    """Return them as candidates."""
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
    """Return what the database says of these with their bylines."""
    return _teasers.with_lines(found)


def stories(found: Sequence[Found]) -> list[Article]:
    """Return the stories of which the database says that."""
    return _teasers.stories(found)


def note(found: Sequence[Found]) -> None:
    """Note what the page goes by: with another headline or tag, another of them may be chosen."""
    key = _teasers.places["id"]
    shown.note(*[f"{Article.noted_as}-{row[key]}" for row, _lines in found])
    for one in found:
        _teasers.note_lines(one)
