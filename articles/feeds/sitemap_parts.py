"""Split the sitemap of a month with many stories, so that none costs more as the paper grows.

A publication may make a sitemap a little too long; the worker then splits it at the first story beyond the limit.
"""

from datetime import date, datetime
from itertools import pairwise

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from ..formatting.days import midnight, next_month
from ..models import Article, Paper, SitemapCut
from ..selection import publication_dates

MOST = 1_000  # stories in one sitemap; more only if they were published at the same time

# The newest story of each sitemap that has any, and the number of earlier sitemaps of its month.
WITH_STORIES = """
WITH RECURSIVE newest (at) AS (
    SELECT max(first_published_at) FROM articles_article WHERE live
    UNION ALL
    SELECT (
        SELECT max(first_published_at) FROM articles_article
        WHERE live AND first_published_at < greatest(
            date_trunc('month', newest.at, %(zone)s),
            (SELECT max(cut.at) FROM articles_sitemapcut cut WHERE cut.at <= newest.at)
        )
    ) FROM newest WHERE at IS NOT NULL
)
SELECT at, (
    SELECT count(*) FROM articles_sitemapcut cut
    WHERE cut.at > date_trunc('month', newest.at, %(zone)s) AND cut.at <= newest.at
)
FROM newest WHERE at IS NOT NULL ORDER BY date_trunc('month', newest.at, %(zone)s) DESC, at
"""


def parts(month: date) -> list[tuple[datetime, datetime]]:
    """Return the periods, from and up to, of the sitemaps of the month that begins on `month`.

    Months are those of the current time zone.
    """
    start, end = midnight(month), midnight(next_month(month))
    cuts = SitemapCut.objects.filter(at__gt=start, at__lt=end).order_by("at").values_list("at", flat=True)
    return list(pairwise([start, *cuts, end]))


def with_stories(paper: Paper) -> list[tuple[date, int]]:
    """Return the sitemaps with stories, as (first day of the month, number in the month), newest month first."""
    zone = paper.tzinfo()
    with connection.cursor() as cursor:
        cursor.execute(WITH_STORIES, {"zone": paper.zone})
        return [(timezone.localdate(at, zone).replace(day=1), before + 1) for at, before in cursor.fetchall()]


def cut(at: datetime) -> None:
    """Split the sitemap of the stories first published at this time, until no part is too long."""
    with timezone.override(Paper.load().tzinfo()):
        times = parts(timezone.localdate(at).replace(day=1))
    start, end = next((start, end) for start, end in times if start <= at < end)
    while found := _first_too_much(start, end):
        SitemapCut.objects.get_or_create(at=found)
        start = found


def cut_all() -> None:
    """Split every sitemap that is too long, for stories that were not published by `articles.services.publishing`."""
    paper = Paper.load()
    for month in publication_dates.months(paper.zone):
        with timezone.override(paper.tzinfo()):
            times = parts(month)
        for start, _ in times:
            cut(start)


def _first_too_much(start: datetime, end: datetime) -> datetime | None:
    """Return when the first story beyond the limit of the sitemap from `start` up to `end` was published, if any."""
    stories = Article.objects.published().between(start, end)
    moments = stories.order_by("first_published_at").values_list("first_published_at", flat=True)
    for found in moments[MOST : MOST + 1]:
        first = moments[0]
        if found > first:
            return found
        later: datetime | None = stories.filter(first_published_at__gt=first).aggregate(at=Min("first_published_at"))[
            "at"
        ]
        return later
    return None
