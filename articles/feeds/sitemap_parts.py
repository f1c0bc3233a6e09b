"""Where sitemaps end: a month with many stories has several, so that none costs more to make as the paper grows.

A publication may make a sitemap a little too long; the worker then cuts it, at the first story that is too much. A
sitemap that waits for that is long, not wrong.
"""

from datetime import date, datetime
from itertools import pairwise

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from ..formatting.days import midnight, next_month
from ..models import Article, Paper, SitemapCut
from ..selection import publication_dates

MOST = 1_000  # stories in one sitemap; more only where they were published in the same moment

# The newest story of each sitemap that has any, and how many parts of its month come before.
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
    """Return the times of which the sitemaps of a month, given by its first day, tell: from one moment up to another.

    Months are those of the present zone.
    """
    start, end = midnight(month), midnight(next_month(month))
    cuts = SitemapCut.objects.filter(at__gt=start, at__lt=end).order_by("at").values_list("at", flat=True)
    return list(pairwise([start, *cuts, end]))


def with_stories(paper: Paper) -> list[tuple[date, int]]:
    """Return the sitemaps that have stories, by their month's first day and their part: months newest first."""
    zone = paper.tzinfo()
    with connection.cursor() as cursor:
        cursor.execute(WITH_STORIES, {"zone": paper.zone})
        return [(timezone.localdate(at, zone).replace(day=1), before + 1) for at, before in cursor.fetchall()]


def cut(at: datetime) -> None:
    """Cut the sitemap that tells of the stories first published at this moment, as often as it is too long."""
    with timezone.override(Paper.load().tzinfo()):
        times = parts(timezone.localdate(at).replace(day=1))
    start, end = next((start, end) for start, end in times if start <= at < end)
    while found := _first_too_much(start, end):
        SitemapCut.objects.get_or_create(at=found)
        start = found


def cut_all() -> None:
    """Cut every sitemap that is too long: for stories that came past `articles.services.publishing`."""
    paper = Paper.load()
    for month in publication_dates.months(paper.zone):
        with timezone.override(paper.tzinfo()):
            times = parts(month)
        for start, _ in times:
            cut(start)


def _first_too_much(start: datetime, end: datetime) -> datetime | None:
    """Return when the first story came that the sitemap from `start` up to `end` has no room for, if there is one."""
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
