"""Rate limits, counted in PostgreSQL for all web processes together."""

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
    """At most `most` times in `per`, counted from the first use. `name` separates the counters of limits."""

    name: str
    most: int
    per: timedelta


class TooOften(Exception):
    """A limit is exceeded until the moment `until`."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        super().__init__(limit.name)
        self.limit, self.until = limit, until


def take(claims: Iterable[tuple[Limit, str]]) -> None:
    """Count one use for each pair of limit and subject; raise TooOften if one of them is then over its limit.

    The subject is a reader's public id, a network, the hash of an address, a story's public id, or "" for the whole
    site. All requests without a network share one counter. Refused uses count, too, and do not extend the window. Call
    it outside of a transaction, or in a short one that no client can roll back at will: it locks the site-wide counter.
    """
    over: TooOften | None = None
    with transaction.atomic(), connection.cursor() as cursor:
        # Always in the same order, against deadlocks.
        for limit, whom in sorted(claims, key=lambda claim: (claim[0].name, claim[1])):
            now = timezone.now()
            cursor.execute(_TAKE, {"key": f"{limit.name}:{whom}"[:160], "now": now, "end": now + limit.per})
            count, ends_at = cursor.fetchone()
            if count > limit.most:
                over = over or TooOften(limit, ends_at)
    if over:
        raise over


def count(limit: Limit, whom: str = "") -> int:
    """Return the number of uses in the current window."""
    from ..models import RateBucket

    key, now = f"{limit.name}:{whom}"[:160], timezone.now()
    return RateBucket.objects.filter(key=key, ends_at__gt=now).values_list("count", flat=True).first() or 0
