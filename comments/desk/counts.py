"""How many wait: counted as far as anybody cares, on an index, never over a whole table."""

from articles.desk.counts import Count

from ..querysets import QUEUES

MOST = 50


def capped(queue: str) -> Count:
    """Return how many are in the queue, at most MOST."""
    found = QUEUES[queue].count(MOST)
    return Count(min(found, MOST), more=found > MOST)


def short(count: Count) -> str:
    """Return the number in the fewest letters: “12”, “50+”."""
    return f"{count.number}+" if count.more else str(count.number)
