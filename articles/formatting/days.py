"""Bounds of days and months in the paper's time zone."""

from datetime import date, datetime, timedelta

from django.utils import timezone


def midnight(day: date) -> datetime:
    """Return the start of `day` in the current time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def next_month(first: date) -> date:
    """Return the first day of the month after the one that begins with `first`."""
    return (first + timedelta(days=31)).replace(day=1)
