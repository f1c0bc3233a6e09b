"""Readers' search: the published stories that match a query, best first, at the same cost for common words.

A common word occurs in half of all stories. Ranking them all would take seconds, so only the newest MOST_RANKED
matches are ranked: a *band*. After the last page of a band, the next one begins with the stories before it; so every
match is reached, and every page costs the same. The newest matches are found by querying windows of months, newest
first; PostgreSQL does not start a window before it needs it. Words, months and filters are intersected inside one
index, `article_search_found`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from django.core import signing
from django.db import connection
from django.utils import timezone
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from ..models import Article, Paper
from ..models.text_search import configuration
from ..selection.teasers import live_among
from . import index

PAGE_SIZE = 15
MOST_RANKED = 300
LONGEST = 200  # characters of a query; the rest is cut
WINDOWS = (2, 10, 36)  # months; what is older comes last
LATELY = timedelta(days=31)

# The weight of a word in body, names, standfirst and headline.
WEIGHTS = "{0.05, 0.3, 0.5, 1.0}"
# Half a year takes a third from a story's rank, and age never takes more than two thirds.
RECENCY = "(0.34 + 0.66 / (1 + extract(epoch FROM %(now)s - published_at) / 15778800))"

# Marks around a found word: characters that are not allowed in any text of a story.
FROM, TO = "\x02", "\x03"
MARKED = f'StartSel="{FROM}", StopSel="{TO}"'
WHOLE = f"{MARKED}, HighlightAll=true"
EXCERPT = f'{MARKED}, MaxFragments=2, MaxWords=22, MinWords=10, FragmentDelimiter=" … "'
_WORD = re.compile(r"[^\W\d_]{3,40}")
_GAP = re.compile(r"\s+([,.;:!?])")  # where markup was between a word and its comma
MOST_WORDS = 8  # words of a query for which similar words are looked up
SEEN = 4_000  # characters of a body in which an excerpt is searched


@dataclass(frozen=True)
class SearchQuery:
    """The words and filters of a search. `until` is exclusive."""

    words: str
    section: int | None = None
    tag: int | None = None
    profile: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def labels(self) -> list[str]:
        """Return the labels that a story must have."""
        asked = {"s": self.section, "t": self.tag, "p": self.profile}
        return [f"{kind}:{key}" for kind, key in asked.items() if key]

    @property
    def salt(self) -> str:
        """Return the salt that signs cursors of its results: they are valid for this query only."""
        return repr(("articles.finding", self.words, self.labels, self.since, self.until))


@dataclass(frozen=True)
class ResultCursor:
    """A position in the results: after the story `id` with this `score`, ranked at `now`, in the band below `top`."""

    now: datetime
    top: tuple[datetime, int]
    score: float | None = None
    id: int = 0

    def token(self, query: SearchQuery) -> str:
        """Return the cursor as signed text."""
        at, key = self.top
        return signing.dumps([self.now.isoformat(), at.isoformat(), key, self.score, self.id], salt=query.salt)

    @classmethod
    def parse(cls, token: str, query: SearchQuery) -> "ResultCursor | None":
        """Return the cursor of `token`; None, which means the first page, if the signature is not ours."""
        try:
            now, at, key, score, story = signing.loads(token, salt=query.salt)
        except signing.BadSignature:
            return None
        return cls(datetime.fromisoformat(now), (datetime.fromisoformat(at), key), score, story)


@dataclass(frozen=True)
class Hit:
    """A found story, with the matching words marked in headline, standfirst and excerpt."""

    story: Article
    headline: SafeString
    standfirst: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Results:
    """One page of results."""

    hits: list[Hit]
    next: ResultCursor | None


def find(query: SearchQuery, paper: Paper, after: ResultCursor | None = None) -> Results:
    """Return one page of published stories that match `query`, after the cursor `after`, by three SQL queries."""
    after = after or _beginning(query)
    rows, edge = _page(query, configuration(paper.language), after)
    shown, following = rows[:PAGE_SIZE], None
    if len(rows) > PAGE_SIZE:
        following = ResultCursor(after.now, after.top, shown[-1].score, shown[-1].id)
    elif edge:
        following = ResultCursor(after.now, edge)
    stories = {story.pk: story for story in live_among([row.id for row in shown])}
    return Results([row.hit(stories[row.id]) for row in shown if row.id in stories], following)


def did_you_mean(query: SearchQuery, paper: Paper) -> str:
    """Return the words of `query` with similar words for unknown ones, if that finds something; else nothing."""
    words = sorted(set(_WORD.findall(query.words.lower())) - {"or"})[:MOST_WORDS]
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [words])
        alike = dict(cursor.fetchall())
        if not alike:
            return ""
        other = _WORD.sub(lambda match: alike.get(match[0].lower(), match[0]), query.words)
        values = {"config": configuration(paper.language), "words": other, "labels": query.labels}
        cursor.execute(f"SELECT EXISTS ({ANY.format(words=WORDS)})", values)
        return other if cursor.fetchone()[0] else ""


def marked(text: str) -> SafeString:
    """Return `text` as HTML, escaped, with the found words in `<mark>`."""
    first, *rest = text.split(FROM)
    html = [conditional_escape(first.replace(TO, ""))]
    for part in rest:
        word, _, after = part.partition(TO)
        html += ["<mark>", conditional_escape(word), "</mark>", conditional_escape(after.replace(TO, ""))]
    return mark_safe("".join(html))  # noqa: S308 - all text in it is escaped


@dataclass(frozen=True)
class _Row:
    id: int
    score: float
    headline: str
    standfirst: str
    excerpt: str

    def hit(self, story: Article) -> Hit:
        words = _GAP.sub(r"\1", unescape(strip_tags(self.excerpt)).strip())
        excerpt = f"… {words} …" if FROM in words else ""
        return Hit(story, marked(self.headline), marked(self.standfirst), marked(excerpt))


def _beginning(query: SearchQuery) -> ResultCursor:
    now = timezone.now()
    return ResultCursor(now, (min(now, query.until - timedelta.resolution) if query.until else now, 2**63 - 1))


def _page(query: SearchQuery, config: str, after: ResultCursor) -> tuple[list[_Row], tuple[datetime, int] | None]:
    """Return one row more than a page has, and where the next band begins if there is one."""
    windows, values = _windows(query, after.top[0])
    values |= {
        "config": config, "words": query.words, "weights": WEIGHTS, "whole": WHOLE, "excerpt": EXCERPT,
        "now": after.now, "at": after.top[0], "key": after.top[1], "score": after.score, "id": after.id,
        "labels": query.labels, "since": query.since,
        "ranked": MOST_RANKED, "most": MOST_RANKED + 1, "size": PAGE_SIZE + 1, "seen": SEEN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SEARCH.format(words=WORDS, recency=RECENCY, windows="\nUNION ALL\n".join(windows)), values)
        found = cursor.fetchall()
    edge = (found[0][5], found[0][6]) if found and found[0][6] else None
    return [_Row(*row[:5]) for row in found], edge


def _windows(query: SearchQuery, top: datetime) -> tuple[list[str], dict[str, Any]]:
    """Return the SQL of each window of months that may have a match, newest first, and their parameters."""
    queries: list[str] = []
    values: dict[str, Any] = {}
    # No condition for an empty list of labels: it would make PostgreSQL read the whole index.
    filters = ["labels @> %(labels)s::varchar[]"] if query.labels else []
    filters += ["published_at >= %(since)s"] if query.since else []
    month = top.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    older = OLDER if timezone.now() - top > LATELY else "published_at < %(before)s"
    for number, length in enumerate((*WINDOWS, None)):
        month_in = older if length is None else f"labels && %(w{number})s::varchar[]"
        queries.append(WINDOW.format(words=WORDS, within=" AND ".join([month_in, *filters])))
        for _ in range(length or 0):
            values.setdefault(f"w{number}", []).append(index.month_label(month))
            values["before"] = month
            month = (month - timedelta(days=1)).replace(day=1)
        if query.since and query.since >= values["before"]:
            break
    return queries, values


WORDS = "websearch_to_tsquery(%(config)s::regconfig, %(words)s)"

# A query of negated words only (“-ferry”), or of stop words only, would have to read every story; querytree() detects
# that. The last condition prevents windows from running in parallel workers: they must come in order.
WINDOW = """(
    SELECT article_id, published_at, public FROM articles_articlesearch
    WHERE public @@ {words} AND {within}
        AND (published_at, article_id) <= (%(at)s, %(key)s)
        AND querytree({words}) NOT IN ('', 'T') AND pg_backend_pid() > 0
    ORDER BY published_at DESC, article_id DESC LIMIT %(most)s
)"""

# Stories older than all windows. A search that starts now gets here for rare words only, and the index of words is
# enough. A search that starts long ago may get here for a common word, before the first story of the paper: PostgreSQL
# would then read every story with that word, so the months are given as labels.
OLDER = """labels && ARRAY(
        SELECT 'm:' || to_char(month, 'YYYY-MM') FROM generate_series(
            date_trunc('month', (SELECT min(first_published_at) FROM articles_article WHERE live) AT TIME ZONE 'UTC'),
            %(before)s::timestamptz AT TIME ZONE 'UTC' - interval '1 month', interval '1 month'
        ) AS month
    )::varchar[]"""

ANY = """
SELECT FROM articles_articlesearch
WHERE public @@ {words} AND labels @> %(labels)s::varchar[] AND querytree({words}) NOT IN ('', 'T')
"""

# The most similar word for each word that occurs in no story; the index is searchword_alike.
ALIKE = """
SELECT asked.word, alike.word FROM unnest(%s::text[]) AS asked (word), LATERAL (
    SELECT word FROM articles_searchword WHERE articles_searchword.word %% asked.word
    ORDER BY similarity(articles_searchword.word, asked.word) DESC, word LIMIT 1
) AS alike
WHERE NOT EXISTS (SELECT FROM articles_searchword AS known WHERE known.word = asked.word)
"""

SEARCH = """
WITH band AS MATERIALIZED (SELECT * FROM ({windows}) AS windows LIMIT %(most)s),
edge AS MATERIALIZED (
    SELECT published_at, article_id FROM band ORDER BY published_at DESC, article_id DESC OFFSET %(ranked)s
),
ranked AS MATERIALIZED (
    SELECT article_id, ts_rank(%(weights)s, public, {words}, 1)::float8 * {recency}::float8 AS score
    FROM band WHERE article_id NOT IN (SELECT article_id FROM edge)
),
page AS MATERIALIZED (
    SELECT article_id, score FROM ranked
    WHERE %(score)s::float8 IS NULL OR (score, article_id) < (%(score)s::float8, %(id)s)
    ORDER BY score DESC, article_id DESC LIMIT %(size)s
)
SELECT page.article_id, score,
    ts_headline(%(config)s::regconfig, story.headline, {words}, %(whole)s),
    ts_headline(%(config)s::regconfig, story.standfirst, {words}, %(whole)s),
    ts_headline(%(config)s::regconfig, left(render.html, %(seen)s), {words}, %(excerpt)s),
    (SELECT published_at FROM edge), (SELECT article_id FROM edge)
FROM page
JOIN articles_article AS story ON story.id = page.article_id
JOIN articles_articlerender AS render ON render.article_id = page.article_id
ORDER BY score DESC, page.article_id DESC
"""
