"""Build search vectors: the words of a story, weighted, in the paper's language. `query.py` searches them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from ..models import Article
from ..models.text_search import configuration

# PostgreSQL refuses a vector over 1 MB; this much text stays far below it.
LONGEST = 300_000


def labels(at: datetime, section: int | None, tags: Iterable[int], profiles: Iterable[int]) -> list[str]:
    """Return the labels by which a story first published `at` can be filtered: month, section, tags and profiles.

    They are in the same index as its words, so that a filter makes a search faster, never slower.
    """
    places = [f"s:{section}"] if section else []
    return [month_label(at), *places, *(f"t:{key}" for key in tags), *(f"p:{key}" for key in profiles)]


def month_label(at: datetime) -> str:
    """Return the label of a month, in UTC whatever the paper's time zone."""
    return f"m:{at.astimezone(UTC):%Y-%m}"


def learn_words(article: Article) -> None:
    """Store the words of `article`, unstemmed, for “did you mean”."""
    names = [tag.name for tag in article.tag_list]
    names += [byline.profile.name for byline in article.bylines.all() if byline.profile]
    text = " ".join([article.headline, article.standfirst, *names, plain_text(article)[:LONGEST]])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO articles_searchword (word)
            SELECT word FROM unnest(tsvector_to_array(to_tsvector('simple', %s))) AS word
            WHERE word ~ '^[[:alpha:]]{3,40}$' ORDER BY word ON CONFLICT DO NOTHING
            """,
            [text],
        )


def vector(article: Article) -> Any:
    """Return the weighted vector of `article` as an expression: headline, standfirst, tags and bylines, body."""
    names = [tag.name for tag in article.tag_list]
    names += [byline.profile.name for byline in article.bylines.all() if byline.profile]
    parts = [
        (article.headline, "A"),
        (article.standfirst, "B"),
        (" . ".join(names), "C"),
        (plain_text(article)[:LONGEST], "D"),
    ]
    config = configuration()
    whole: Any = None
    for text, weight in parts:
        # PostgreSQL takes “<” for the beginning of markup, and would drop what follows.
        piece = SearchVector(Value(text.replace("<", " ")), weight=weight, config=config)
        whole = piece if whole is None else whole + piece
    return whole


def plain_text(article: Article) -> str:
    """Return the words of the body without markup."""
    return "\n".join(text for block in article.body for text in _texts(block.block, block.value))


def count_words(article: Article) -> int:
    """Return the number of words in the body."""
    return len(re.findall(r"\w+(?:[’'-]\w+)*", plain_text(article)))


def _texts(block: Any, value: Any) -> list[str]:
    """Return the texts of a block. Wagtail removes the markup, so a “<b>” that is left is text."""
    return [str(text) for text in block.get_searchable_content(value)]
