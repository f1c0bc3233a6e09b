"""Digest cursors: the due times of digests, and the publication that each begins after."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from articles.models import Paper
from readers.models import Reader

from ..models import DigestCursor, PublicationEvent

HOUR = 7
WEEKLY_ON = 5  # Saturday: date.weekday()

DigestTime = tuple[int | None, str]  # hour and time zone; None and "" where nothing was chosen


def begin(reader: Reader, cadence: str) -> None:
    """Create the cursor of `cadence`, beginning after the newest publication, if there is none. "instant" has none."""
    if cadence == "instant":
        return
    zone = DigestCursor.objects.filter(reader=reader).values_list("zone", flat=True).first() or Paper.load().zone
    now = timezone.now()
    DigestCursor.objects.get_or_create(
        reader=reader,
        cadence=cadence,
        defaults={"seq": newest_seq(), "hour": HOUR, "zone": zone, "next_at": next_time(cadence, HOUR, zone, now)},
    )


def set_time(reader: Reader, cadence: str, *, zone: str = "", hour: int | None = None) -> None:
    """Set the hour and the time zone of the digest; arguments not given stay. Raises ValueError for an unknown zone.

    No story is repeated or left out by it, and no period gets a second digest.
    """
    cursor = DigestCursor.objects.filter(reader=reader, cadence=cadence).first()
    if cursor is None or not (zone or hour is not None):
        return
    cursor.zone, cursor.hour = zone or cursor.zone, cursor.hour if hour is None else hour
    cursor.next_at = next_time(cadence, cursor.hour, cursor.zone, timezone.now())
    DigestCursor.objects.filter(pk=cursor.pk).update(zone=cursor.zone, hour=cursor.hour, next_at=cursor.next_at)


def newest_seq() -> int:
    """Return the number of the newest publication; 0 if there is none."""
    return PublicationEvent.objects.aggregate(newest=Max("seq"))["newest"] or 0


@lru_cache(maxsize=10_000)  # thousands of readers share an hour and a zone
def next_time(cadence: str, hour: int, zone: str, after: datetime) -> datetime:
    """Return the first moment after `after` at which it is `hour` in `zone`, on any day or on the weekly one.

    An hour that a clock change skips is the moment of the change; of one that it repeats, the first is taken.
    """
    zone_info = _zone_info(zone)
    day = after.astimezone(zone_info).date() - timedelta(days=1)
    for _day in range(10):
        moment = datetime.combine(day, time(hour), zone_info)
        moment = moment.astimezone(ZoneInfo("UTC"))  # compare in UTC: an hour that does not exist compares wrongly
        if moment > after and (cadence == "daily" or day.weekday() == WEEKLY_ON):
            return moment
        day += timedelta(days=1)
    raise AssertionError("There is one in every week.")


@lru_cache(maxsize=10_000)
def period_key(cadence: str, moment: datetime, zone: str) -> str:
    """Return the period of the digest that is due at `moment` in `zone`: 2026-11-22, or 2026-W47 (ISO 8601)."""
    day = moment.astimezone(_zone_info(zone)).date()
    if cadence == "daily":
        return day.isoformat()
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _zone_info(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        raise ValueError(f"There is no zone {zone!r}.") from error
