"""How often something may be done: counted in PostgreSQL, so that all web processes count together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

_TAKE = """
INSERT INTO readers_ratebucket AS bucket (key, window_start, ends_at, count) VALUES (%(key)s, %(now)s, %(end)s, 1)
ON CONFLICT (key) DO UPDATE SET
    window_start = CASE WHEN bucket.ends_at <= %(now)s THEN %(now)s ELSE bucket.window_start END,
    ends_at = CASE WHEN bucket.ends_at <= %(now)s THEN %(end)s ELSE bucket.ends_at END,
    count = CASE WHEN bucket.ends_at <= %(now)s THEN 1 ELSE bucket.count + 1 END
RETURNING count, ends_at
"""


@dataclass(frozen=True)
class Limit:
    """At most `most` times in `per`, counted from the first time. `name` keeps one limit's counts from another's."""

    name: str
    most: int
    per: timedelta


class TooOften(Exception):
    """A limit is reached. `until` is when it may be tried again."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        super().__init__(limit.name)
        self.limit, self.until = limit, until


def take(claims: Iterable[tuple[Limit, str]]) -> None:
    """Count one more for each (limit, whom it is counted for); raise TooOften if any is then over its limit.

    Whom: a reader's public id, a network, the hash of an address, a story's public id; "" for the whole site. An empty
    network counts for everybody without one. What is refused counts, too, and lengthens nothing. Call it outside of a
    transaction, or in a short one that nobody can have undone at will: the counter of the site is everybody's.
    """
    over: TooOften | None = None
    with transaction.atomic(), connection.cursor() as cursor:
        # Always in one order, or two requests could wait for each other.
        for limit, whom in sorted(claims, key=lambda claim: (claim[0].name, claim[1])):
            now = timezone.now()
            cursor.execute(_TAKE, {"key": f"{limit.name}:{whom}"[:160], "now": now, "end": now + limit.per})
            count, ends_at = cursor.fetchone()
            if count > limit.most:
                over = over or TooOften(limit, ends_at)
    if over:
        raise over


def count(limit: Limit, whom: str = "") -> int:
    """Return how often it was done in the window that is running."""
    from ..models import RateBucket

    key, now = f"{limit.name}:{whom}"[:160], timezone.now()
    return RateBucket.objects.filter(key=key, ends_at__gt=now).values_list("count", flat=True).first() or 0
