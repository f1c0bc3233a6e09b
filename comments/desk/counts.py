"""How many wait: counted as far as anybody cares, on an index, never over a whole table."""

from typing import Any

from articles.desk.counts import Count

from ..moderation_queues import QUEUES

MOST = 50


def capped(queue: str, request: Any) -> Count:
    """Return how many are in the queue, at most MOST; asked once a request."""
    if not hasattr(request, "newsroom_waiting"):
        request.newsroom_waiting = {}
    known: dict[str, Count] = request.newsroom_waiting
    if queue not in known:
        found = QUEUES[queue].count(MOST)
        known[queue] = Count(min(found, MOST), more=found > MOST)
    return known[queue]


def short(count: Count) -> str:
    """Return the number in the fewest letters: “12”, “50+”."""
    return f"{count.number}+" if count.more else str(count.number)
