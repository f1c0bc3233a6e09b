"""Cache tags of the stories first published in a span of time; the triggers of the database send the same."""

from datetime import UTC, datetime, timedelta

MAX_MONTHS = 12  # a longer span depends on every story


def month_tags(start: datetime, end: datetime) -> list[str]:
    """Return a tag for each month, in UTC, from `start` to `end`; the tag of all stories if there are too many."""
    try:
        first, last = start.astimezone(UTC), end.astimezone(UTC)
    except OverflowError:  # the year 1
        return ["stories"]
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    if number > MAX_MONTHS:
        return ["stories"]
    counted = (first.month - 1 + step for step in range(number))
    return [f"month-{first.year + month // 12:04d}-{month % 12 + 1:02d}" for month in counted]


def day_tags(start: datetime, end: datetime) -> list[str]:
    """Return a tag for each day, in UTC, from `start` to `end`, which are at most a month apart."""
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    return [f"day-{first + timedelta(days=number)}" for number in range((last - first).days + 1)]
