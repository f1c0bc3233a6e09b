"""Fills a paper with any number of published stories, to see how it behaves when it is large.

Rows go in by COPY, past models and signals; what publishing would have derived from a story is written here too,
so that pages, search and the admin see no difference. All that is seeded has a slug that begins with `seeded-`.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.feeds import sitemap_parts
from articles.models import (
    Article,
    ArticleRender,
    ArticleSearch,
    Byline,
    BylineListing,
    Correction,
    NewsImage,
    Paper,
    Profile,
    Section,
    Source,
    Tag,
    TaggedArticle,
    TagListing,
)
from articles.search import index
from articles.services import tag_counts
from comments.models import CommentThread
from fastpath.django_compat import delete_without_collecting
from fastpath.page_cache.bulk_changes import bulk_change

from .words import DOCUMENTS, PLACES, Writer

PREFIX = "seeded-"
TAGS, PROFILES = 400, 60
SECTIONS = ("World", "Politics", "Business", "Science", "Culture", "Sport")
OPEN_FOR = timedelta(days=14)  # the default of a paper
CHUNK = 5_000  # stories in one transaction
KINDS = (Article.Kind.NEWS,) * 16 + (Article.Kind.ANALYSIS, Article.Kind.FEATURE, Article.Kind.FEATURE)
VOICES = (Article.Kind.OPINION, Article.Kind.OPINION, Article.Kind.EDITORIAL, Article.Kind.LETTER)

# Tables that hold nothing of a seeded story but what is written here; nothing else hangs on their rows.
DERIVED = (
    ArticleRender,
    ArticleSearch,
    Byline,
    BylineListing,
    CommentThread,
    Correction,
    Source,
    TaggedArticle,
    TagListing,
)

State: Any = CommentThread.State
WhyClosed: Any = CommentThread.WhyClosed
Say = Callable[[str], None]
Rows = list[tuple[Any, ...]]


def fill(number: int, *, seed: int = 1, years: float = 10, say: Say = lambda line: None) -> None:
    """Add `number` published stories spread over the last `years`; the same `seed` writes the same stories.

    An interrupted run leaves whole stories behind: each transaction holds some with all that belongs to them.
    """
    writer = Writer(seed)
    with transaction.atomic():
        cast = _Cast(writer)
    first = Article.objects.filter(slug__startswith=PREFIX).count() + 1
    until = timezone.now()
    step = timedelta(days=365.25 * years) / number
    for start in range(0, number, CHUNK):
        size = min(CHUNK, number - start)
        times = [until - step * (number - position) for position in range(start, start + size)]
        with bulk_change():
            _Chunk(cast, writer, first + start, times).copy()
        say(f"{start + size:,} of {number:,} stories")
    with bulk_change():
        tag_counts.count()
        sitemap_parts.cut_all()
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_table(model) for model in (Article, *DERIVED))}")


def remove() -> int:
    """Remove all that was seeded and return the number of stories; what other stories use stays."""
    from . import comments

    comments.remove()
    with bulk_change():
        stories = Article.objects.filter(slug__startswith=PREFIX)
        number = stories.count()
        ids = stories.values("pk")
        for relation in Article._meta.related_objects:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
            if relation.related_model in DERIVED:
                delete_without_collecting(rows)  # one statement for millions of rows
            else:
                rows.delete()
        stories.exclude(latest_revision=None).delete()  # an editor opened and saved these: more hangs on them
        delete_without_collecting(stories)
        Tag.objects.filter(slug__startswith=PREFIX, tagged_articles=None).delete()
        credited = Byline.objects.filter(profile=models.OuterRef("pk"))
        Profile.objects.filter(~models.Exists(credited), slug__startswith=PREFIX).delete()
        Section.objects.filter(slug__startswith=PREFIX, article=None).delete()
    return number


class _Cast:
    """What stories share: sections, people, tags and pictures, each with how often it is used."""

    def __init__(self, writer: Writer) -> None:
        self.sections = list(Section.objects.filter(active=True)) or self._new(Section, SECTIONS)
        self.profiles = [profile.pk for profile in self._new(Profile, writer.people(PROFILES))]
        self.tags = [tag.pk for tag in self._new(Tag, writer.subjects(TAGS))]
        self.tag_names = dict(Tag.objects.values_list("pk", "name"))
        self.profile_names = dict(Profile.objects.values_list("pk", "name"))
        self.tag_weights = list(accumulate(1 / rank for rank in range(1, len(self.tags) + 1)))
        self.profile_weights = list(accumulate(1 / rank**0.5 for rank in range(1, len(self.profiles) + 1)))
        self.images = list(NewsImage.objects.exclude(credit="").values_list("pk", flat=True).order_by("pk"))
        self.zone, self.now = Paper.load().tzinfo(), timezone.now()

    def _new(self, model: Any, names: Iterable[str]) -> list[Any]:
        """Return the things with these names, in their order; those that the paper lacks are made."""
        names = list(names)
        model.objects.bulk_create(
            [model(name=name, slug=PREFIX + slugify(name)) for name in names], ignore_conflicts=True
        )
        found = {thing.name: thing for thing in model.objects.filter(name__in=names)}
        return [found[name] for name in names]

    def some_tags(self, random: Random) -> list[int]:
        return list(dict.fromkeys(random.choices(self.tags, cum_weights=self.tag_weights, k=random.randint(1, 6))))

    def some_profiles(self, random: Random) -> list[int]:
        number = 2 if random.random() < 0.2 else 1
        return list(dict.fromkeys(random.choices(self.profiles, cum_weights=self.profile_weights, k=number)))


class _Chunk:
    """Stories that go in together, as rows for each table."""

    def __init__(self, cast: _Cast, writer: Writer, first: int, times: list[datetime]) -> None:
        self.cast, self.writer, self.random = cast, writer, writer.random
        self.articles: Rows = []
        self.renders: Rows = []
        self.searches: Rows = []
        self.bylines: Rows = []
        self.byline_listings: Rows = []
        self.tagged: Rows = []
        self.tag_listings: Rows = []
        self.sources: Rows = []
        self.corrections: Rows = []
        self.threads: Rows = []
        for number, (pk, at) in enumerate(zip(_next_ids(len(times)), times, strict=True), first):
            self._story(pk, number, at)

    def _story(self, pk: int, number: int, at: datetime) -> None:
        random, cast = self.random, self.cast
        headline, standfirst = self.writer.headline(), self.writer.standfirst()
        body = self.writer.body()
        section = random.choice(cast.sections)
        slug = f"{PREFIX}{number}-{slugify(headline)}"
        address = f"{section.slug}/{at.astimezone(cast.zone):%Y/%m}/{slug}"
        kind = random.choice(VOICES if section.apart else KINDS)
        dateline = random.choice(PLACES)
        image = random.choice(cast.images) if cast.images and random.random() < 0.6 else None
        blocks = [{"type": "paragraph", "value": f"<p>{paragraph.text}</p>"} for paragraph in body]
        self.articles.append(
            (pk, headline, standfirst, slug, address, section.pk, kind, dateline, json.dumps(blocks), image, at, at, at)
        )
        self.renders.append((pk, _html(dateline, body), sum(paragraph.words for paragraph in body)))
        profiles, tags = cast.some_profiles(random), cast.some_tags(random)
        self.bylines += [(order, pk, profile, Byline.Role.WORDS) for order, profile in enumerate(profiles)]
        self.byline_listings += [(profile, pk, at) for profile in profiles]
        self.tagged += [(tag, pk) for tag in tags]
        self.tag_listings += [(tag, pk, at) for tag in tags]
        self.threads.append((pk, *_thread(at + OPEN_FOR, cast.now)))
        names = [cast.tag_names[tag] for tag in tags] + [cast.profile_names[profile] for profile in profiles]
        text = "\n".join(paragraph.text for paragraph in body)
        labels = index.labels(at, section.pk, tags, profiles)
        self.searches.append((pk, headline, standfirst, " . ".join(names), text, labels, at))
        for order in range(random.randint(0, 2)):
            self.sources.append((order, pk, f"{dateline} council", random.choice(DOCUMENTS), ""))
        if random.random() < 0.003:
            text = f"An earlier version misstated the date of the session in {dateline}."
            self.corrections.append((pk, Correction.Kind.CORRECTION, text, at + timedelta(hours=5)))

    def copy(self) -> None:
        """Write all rows."""
        copy_rows(
            Article,
            "id headline standfirst slug address section_id kind dateline body lead_image_id"
            " first_published_at last_published_at created_at",
            self.articles,
            live=True,
        )
        copy_rows(ArticleRender, "article_id html words", self.renders)
        self._index()
        copy_rows(Byline, "sort_order article_id profile_id role", self.bylines)
        copy_rows(BylineListing, "profile_id article_id published_at", self.byline_listings)
        copy_rows(TaggedArticle, "tag_id content_object_id", self.tagged)
        copy_rows(TagListing, "tag_id article_id published_at", self.tag_listings)
        copy_rows(Source, "sort_order article_id name title url", self.sources)
        copy_rows(Correction, "article_id kind text at", self.corrections)
        copy_rows(CommentThread, "article_id close_at state why_closed", self.threads)

    def _index(self) -> None:
        """Compute the search vectors as `articles.search.index.vector` does."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE seeded_words (id bigint, headline text, standfirst text, names text, body text,"
                " labels text[], at timestamptz)"
            )
            _copy_into("seeded_words", "id headline standfirst names body labels at", self.searches)
            cursor.execute(
                f"""
                WITH vectors AS MATERIALIZED (
                    SELECT id, labels, at, setweight(to_tsvector(%(config)s::regconfig, headline), 'A')
                        || setweight(to_tsvector(%(config)s::regconfig, standfirst), 'B')
                        || setweight(to_tsvector(%(config)s::regconfig, names), 'C')
                        || setweight(to_tsvector(%(config)s::regconfig, body), 'D') AS vector
                    FROM seeded_words
                )
                INSERT INTO {_table(ArticleSearch)} (article_id, public, desk, labels, published_at)
                SELECT id, vector, vector, labels, at FROM vectors
                """,  # noqa: S608 - a table name of our own
                {"config": index.configuration()},
            )
            cursor.execute("DROP TABLE seeded_words")


def _thread(closes: datetime, now: datetime) -> tuple[datetime, str, str]:
    """Return when the thread of a story closes, and its state, as `comments.services.threads` would leave it."""
    if closes > now:
        return closes, State.OPEN, WhyClosed.NOT_CLOSED
    return closes, State.CLOSED, WhyClosed.AGE


def _html(dateline: str, body: list[Any]) -> str:
    """Return the body as `articles.services.derived_data.body_html` renders it."""
    first, *rest = body
    opening = f'<p><span class="dl">{dateline.upper()}</span> {first.text}</p>'
    return "\n".join([opening, *(f"<p>{paragraph.text}</p>" for paragraph in rest)])


def _next_ids(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [_table(Article), number]
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: Any, columns: str, rows: Rows, **same: Any) -> None:
    """Write `rows` of these `columns`; what they do not name is `same`, or the default of the model."""
    others = [field for field in model._meta.concrete_fields if not (field.null or field.primary_key)]
    rest = {field.column: field.get_default() for field in others if field.column not in columns.split()} | same
    values = tuple(rest.values())
    _copy_into(_table(model), " ".join([columns, *rest]), [row + values for row in rows])


def _copy_into(table: str, columns: str, rows: Rows) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _table(model: Any) -> str:
    return str(model._meta.db_table)
