"""Format times as `<time>` elements, with the exact time and offset for machines."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Patterns that contain only formats of days, hours and minutes; and placeholders for hours and minutes.
_DAYS_AND_MINUTES = re.compile(r"(?:[DEFHMNYbdijlmnwyz]|[^\w\\])*")
_HOUR, _MINUTE = "\ue000", "\ue001"


def time_formatter(pattern: str) -> Callable[[datetime], SafeString]:
    """Return a function that formats times by `pattern`, in the current time zone and language.

    The text of a day is cached; only hours and minutes are filled in. A page of comments shows thirty times.
    """
    zone, language = timezone.get_current_timezone(), get_language()
    by_days = bool(_DAYS_AND_MINUTES.fullmatch(pattern))

    def shown(value: datetime) -> SafeString:
        local = value.astimezone(zone)
        if by_days:
            day = _day_in_words(local.date(), pattern, language)
            words = day.replace(_HOUR, f"{local.hour:02}").replace(_MINUTE, f"{local.minute:02}")
        else:
            words = escape(format_date(local, pattern))
        return SafeString(f'<time datetime="{local.isoformat(timespec="seconds")}">{words}</time>')  # escaped

    return shown


@lru_cache(maxsize=4096)
def _day_in_words(day: date, pattern: str, _language: str | None) -> str:
    """Return the day in `pattern`, escaped, with placeholders for hours and minutes."""
    return escape(format_date(day, pattern.replace("H", _HOUR).replace("i", _MINUTE)))
