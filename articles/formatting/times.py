"""Times as pages show them: in words, with the exact moment and its offset for machines."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Patterns of a day, hours and minutes, in which no other letter stands, and what stands in for hours and minutes.
_DAYS_AND_MINUTES = re.compile(r"(?:[DEFHMNYbdijlmnwyz]|[^\w\\])*")
_HOUR, _MINUTE = "\ue000", "\ue001"


def time_formatter(pattern: str) -> Callable[[datetime], SafeString]:
    """Return what shows times in `pattern`, in the zone and the language of now: a page of comments shows thirty.

    The words of a day are found once; hours and minutes are filled in.
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
    """Return the day in `pattern`, escaped, with marks where hours and minutes are to stand."""
    return escape(format_date(day, pattern.replace("H", _HOUR).replace("i", _MINUTE)))
