"""Load the reads of the demo's invented readers, its charts, and a front page arranged by hand."""

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from articles.front import arranging, banner
from articles.models import Article, ArticleReads, FrontArrangement, Paper
from articles.reads.totals import KEPT_BY_THE_HOUR
from articles.selection import charts, recommended

HOUR = timedelta(hours=1)
DAYS = 29
QUIET = 0.15  # what is left of the reading at four in the morning

# What the editors put where, by slug; the rules fill the rest.
BY_HAND = (
    ("shared-shortage", "opinion"),
    ("last-lamplighter", "long-read"),
    ("storm-odile", "seconds"),
    ("share-winter-gas", "lead"),
)
PINNED = ("share-winter-gas", "seventeen-degrees")
BREAKING = ("ferries-suspended", "All ferries to Skerrow suspended: no crossing before Monday")
BREAKING_FOR = timedelta(hours=18)


def read_it(articles: Iterable[Article], now: datetime) -> None:
    """Have all stories read as a town would: much when they are new, less at night, and some far more than others."""
    rows: list[ArticleReads] = []
    for article in articles:
        rows += [ArticleReads(article=article, hour=hour, reads=reads) for hour, reads in _reads_of(article, now)]
    ArticleReads.objects.bulk_create(rows, batch_size=2_000)
    charts.make(now)
    for article in articles:
        recommended.choose(article.pk, now)


def _reads_of(article: Article, now: datetime) -> Iterable[tuple[datetime, int]]:
    """Yield hours and reads; the days that upkeep would have folded by now as one hour each."""
    random = Random(article.slug)  # noqa: S311 - the same demo each time
    liked = random.lognormvariate(0, 0.9)
    start = max(article.first_published_at, now - timedelta(days=DAYS))
    hour = start.replace(minute=0, second=0, microsecond=0)
    folded: defaultdict[datetime, int] = defaultdict(int)
    while hour <= now:
        age = (hour - article.first_published_at) / HOUR
        daylight = QUIET + (1 - QUIET) * (0.5 - 0.5 * math.cos((hour.hour - 4) * math.pi / 12))
        expected = liked * daylight * (90 * math.exp(-max(age, 0) / 14) + 3 * math.exp(-max(age, 0) / 300))
        reads = round(random.gauss(expected, math.sqrt(expected)))
        old = now - hour > KEPT_BY_THE_HOUR + timedelta(days=1)
        at = hour.astimezone(UTC).replace(hour=0) if old else hour
        folded[at] += max(reads, 0)
        hour += HOUR
    return ((at, reads) for at, reads in folded.items() if reads)


def arrange(articles: dict[str, Article], editor: Any, now: datetime) -> None:
    """Put on the front page what an editor would have put there by hand."""
    for slug, slot in BY_HAND:
        arranging.place(articles[slug], slot, seen=arranging.in_force().number, user=editor)
    under, story = (articles[slug] for slug in PINNED)
    recommended.pin(story, under=under, user=editor)
    slug, text = BREAKING
    banner.put_up(text, story=articles[slug], until=now + BREAKING_FOR, user=editor)


def leave() -> None:
    """Take away what the editors arranged, where nothing of it is left: the banner of a story that is gone."""
    paper = Paper.load()
    if paper.breaking_headline == BREAKING[1] and paper.breaking_story is None:
        Paper.objects.filter(pk=paper.pk).update(**banner.DOWN)
    if not Article.objects.filter(pk__in=[placed.story for placed in arranging.placements_of(arranging.in_force())]):
        FrontArrangement.objects.all().delete()
