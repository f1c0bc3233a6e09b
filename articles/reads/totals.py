"""Totals of reads for the desk, and their upkeep."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone

from ..models import ArticleReads

KEPT_BY_THE_HOUR = timedelta(days=10)  # longer than the period of the weekly chart
DAYS = 30
HOURS = 48


def totals(articles: Iterable[int]) -> dict[int, int]:
    """Return the number of reads of each of these stories, by key; one query."""
    rows = ArticleReads.objects.filter(article__in=list(articles)).values_list("article")
    return dict(rows.annotate(number=Sum("reads")).order_by())


def by_hour(article: int, now: datetime | None = None) -> list[int]:
    """Return the hourly reads of a story in the last 48 hours, the current hour last."""
    end = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    start = end - timedelta(hours=HOURS - 1)
    rows = _since(article, start).annotate(at=TruncHour("hour")).values_list("at").annotate(number=Sum("reads"))
    found = {int((at - start).total_seconds() // 3600): number for at, number in rows.order_by()}
    return [found.get(step, 0) for step in range(HOURS)]


def by_day(article: int, now: datetime | None = None) -> list[int]:
    """Return the daily reads of a story in the last 30 days (UTC), today last."""
    start = _midnight(now or timezone.now()) - timedelta(days=DAYS - 1)
    rows = _since(article, start).annotate(at=TruncDay("hour", tzinfo=UTC)).values_list("at")
    found = {(at - start).days: number for at, number in rows.annotate(number=Sum("reads")).order_by()}
    return [found.get(step, 0) for step in range(DAYS)]


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _since(article: int, start: datetime) -> Any:
    return ArticleReads.objects.filter(article=article, hour__gte=start)


def fold(now: datetime | None = None) -> None:
    """Add up the hours of each day (UTC) that is older than ten days in its first hour, in one statement.

    Idempotent: a day that was added up has only its first hour.
    """
    before = _midnight((now or timezone.now()) - KEPT_BY_THE_HOUR)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH old AS (
                DELETE FROM articles_articlereads
                WHERE hour < %s AND hour <> date_trunc('day', hour, 'UTC')
                RETURNING article_id, date_trunc('day', hour, 'UTC') AS day, reads
            )
            INSERT INTO articles_articlereads (article_id, hour, reads)
            SELECT article_id, day, sum(reads) FROM old GROUP BY article_id, day
            ON CONFLICT (article_id, hour) DO UPDATE SET reads = articles_articlereads.reads + excluded.reads
            """,
            [before],
        )
