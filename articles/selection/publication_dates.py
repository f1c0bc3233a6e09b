"""Find the days and months with stories, by skipping from one to the next in the index.

Reading the stories of a month would cost more the more there are; the index tells at once whether there is one.
"""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

# The newest story of each month, beginning with the newest of all.
MONTHS = """
WITH RECURSIVE months (at) AS (
    SELECT max(first_published_at) FROM articles_article WHERE live
    UNION ALL
    SELECT (
        SELECT max(first_published_at) FROM articles_article
        WHERE live AND first_published_at < date_trunc('month', months.at, %(zone)s)
    ) FROM months WHERE at IS NOT NULL
)
SELECT at FROM months WHERE at IS NOT NULL
"""

# The first story of each day.
DAYS = """
WITH RECURSIVE days (at) AS (
    SELECT min(first_published_at) FROM articles_article
    WHERE live AND first_published_at >= %(start)s AND first_published_at < %(end)s
    UNION ALL
    SELECT (
        SELECT min(first_published_at) FROM articles_article
        WHERE live AND first_published_at < %(end)s AND first_published_at >=
            (date_trunc('day', days.at AT TIME ZONE %(zone)s) + interval '1 day') AT TIME ZONE %(zone)s
    ) FROM days WHERE at IS NOT NULL
)
SELECT at FROM days WHERE at IS NOT NULL
"""


def months(zone: str) -> list[date]:
    """Return the first day of every month in which a live story was first published, newest first."""
    return [day.replace(day=1) for day in _days(MONTHS, zone=zone)]


def days(start: datetime, end: datetime) -> list[date]:
    """Return the days, in the current time zone, on which a live story was first published from `start` up to `end`."""
    return _days(DAYS, start=start, end=end, zone=timezone.get_current_timezone_name())


def _days(sql: str, **values: str | datetime) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [timezone.localdate(at) for (at,) in cursor.fetchall()]
