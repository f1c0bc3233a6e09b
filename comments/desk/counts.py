"""Capped counts of the queues: an index is read, never a whole table."""

from typing import Any

from articles.desk.counts import Count

from ..moderation_queues import QUEUES

MOST = 50


def capped(queue: str, request: Any) -> Count:
    """Return the number of comments in the queue, at most MOST; queried once for each request."""
    if not hasattr(request, "newsroom_waiting"):
        request.newsroom_waiting = {}
    known: dict[str, Count] = request.newsroom_waiting
    if queue not in known:
        found = QUEUES[queue].count(MOST)
        known[queue] = Count(min(found, MOST), more=found > MOST)
    return known[queue]


def short(count: Count) -> str:
    """Return the number in a short form: “12”, “50+”."""
    return f"{count.number}+" if count.more else str(count.number)
