"""Compute Popular Posts and Top Trends: by the worker, every ten minutes."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, Sum, Value
from django.db.models.functions import Cast, Extract, Power
from django.utils import timezone

from ..models import ArticleReads, ChartEntry, TagListing

Chart = ChartEntry.Chart

# One process at a time makes the charts; no other advisory lock in this database has this number.
CHARTS_LOCK = 0x63686172

PLACES = 30  # of a chart of stories: enough for a page that shows most of them elsewhere
# The period of a chart, and the time in which a read loses half of its weight.
WINDOWS = {Chart.DAY: (timedelta(days=1), timedelta(hours=8)), Chart.WEEK: (timedelta(days=7), timedelta(days=2))}

TRENDS = 10
STEPS = 8  # in the curve of a trend
BUSIEST = 2_000  # stories of the last day whose tags may be a trend
LEAST_STORIES = 2  # live ones under a tag; a tag of one story is that story
LEAST_RISE = 1.2
CALM = 10  # reads a day added on both sides (smoothing), so that three readers of a quiet tag are no trend


def make(now: datetime | None = None) -> None:
    """Replace all charts in one transaction: readers see the old ones or the new ones."""
    now = now or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHARTS_LOCK])
        entries = [entry for chart in WINDOWS for entry in popular(chart, now)] + trends(now)
        ChartEntry.objects.all().delete()
        ChartEntry.objects.bulk_create(entries)


def popular(chart: str, now: datetime) -> list[ChartEntry]:
    """Return the live stories read most in the period of `chart`; older reads weigh less."""
    window, half_life = WINDOWS[Chart(chart)]
    age = Extract(ExpressionWrapper(Value(now) - F("hour"), DurationField()), "epoch")
    weight = Power(Value(0.5), Cast(age, FloatField()) / Value(half_life.total_seconds()))
    rows = ArticleReads.objects.filter(hour__gt=now - window, hour__lte=now, article__live=True)
    rows = rows.values("article").annotate(
        total=Sum("reads"), score=Sum(F("reads") * weight, output_field=FloatField())
    )
    best = rows.order_by("-score", "-article").values_list("article", "total")[:PLACES]
    return [
        ChartEntry(chart=chart, position=position, article_id=article, reads=total)
        for position, (article, total) in enumerate(best)
    ]


def trends(now: datetime) -> list[ChartEntry]:
    """Return the tags read more than usual; without reads of earlier days, the tags written about more than usual."""
    rising = _rising_in_reads(now)
    return _rising_in_stories(now) if rising is None else rising


def _rising_in_reads(now: datetime) -> list[ChartEntry] | None:
    """Compare the reads of each tag in the last day with its average of up to four weeks before; None without any."""
    day, past = now - timedelta(days=1), now - timedelta(days=29)
    first = ArticleReads.objects.filter(hour__gt=past, hour__lte=day).order_by("hour").values_list("hour", flat=True)
    since = first.first()
    if since is None:
        return None
    days = max(1.0, (day - since) / timedelta(days=1))
    today, carried_by = _today(day, now)
    tags = [tag for tag, _ in today.most_common(100)]
    usual = _reads_by_tag(tags, past, day)
    found = [(_rise(today[tag], usual.get(tag, 0) / days, CALM), tag) for tag in tags]
    chosen = _distinct(sorted(((rise, tag) for rise, tag in found if rise >= LEAST_RISE), reverse=True), carried_by)
    courses = _courses([tag for _, tag in chosen], now)
    return [
        ChartEntry(chart=Chart.TRENDS, position=at, tag_id=tag, reads=today[tag], rise=rise, course=courses[tag])
        for at, (rise, tag) in enumerate(chosen)
    ]


def _today(start: datetime, end: datetime) -> tuple[Counter[int], dict[int, int]]:
    """Return the reads of each tag, and its most-read story."""
    rows = ArticleReads.objects.filter(hour__gt=start, hour__lte=end, article__live=True).values_list("article")
    reads = dict(rows.annotate(number=Sum("reads")).order_by("-number")[:BUSIEST])
    totals: Counter[int] = Counter()
    carried_by: dict[int, int] = {}
    for tag, article in TagListing.objects.filter(article__in=reads).values_list("tag", "article"):
        totals[tag] += reads[article]
        if reads[article] >= reads.get(carried_by.get(tag, 0), 0):
            carried_by[tag] = article
    return totals, carried_by


def _reads_by_tag(tags: list[int], start: datetime, end: datetime) -> dict[int, int]:
    rows = TagListing.objects.filter(tag__in=tags, article__reads__hour__gt=start, article__reads__hour__lte=end)
    return dict(rows.values_list("tag").annotate(number=Sum("article__reads__reads")).order_by())


def _courses(tags: list[int], now: datetime) -> dict[int, list[int]]:
    """Return the reads of each tag in the last eight days, today last."""
    courses: dict[int, list[int]] = defaultdict(lambda: [0] * STEPS)
    for step in range(STEPS):
        end = now - timedelta(days=step)
        for tag, number in _reads_by_tag(tags, end - timedelta(days=1), end).items():
            courses[tag][STEPS - 1 - step] = number
    return courses


def _rising_in_stories(now: datetime) -> list[ChartEntry]:
    """Compare the stories of the last week under each tag with its average of the seven weeks before."""
    weeks: dict[int, list[int]] = defaultdict(lambda: [0] * STEPS)
    newest: dict[int, int] = {}
    start = now - timedelta(weeks=STEPS)
    rows = TagListing.objects.filter(published_at__gt=start, published_at__lte=now).order_by("-published_at")
    for tag, article, at in rows.values_list("tag", "article", "published_at")[: 10 * BUSIEST]:
        weeks[tag][STEPS - 1 - min(STEPS - 1, (now - at) // timedelta(weeks=1))] += 1
        newest.setdefault(tag, article)
    found = [
        (_rise(course[-1], sum(course[:-1]) / (STEPS - 1), 1), course[-1], tag)
        for tag, course in weeks.items()
        if course[-1]
    ]
    rising = [(rise, tag) for rise, _, tag in sorted(found, reverse=True) if rise >= LEAST_RISE]
    return [
        ChartEntry(chart=Chart.TRENDS, position=at, tag_id=tag, rise=rise, course=weeks[tag])
        for at, (rise, tag) in enumerate(_distinct(rising, newest))
    ]


def _rise(level: float, usual: float, calm: float) -> float:
    return (level + calm) / (usual + calm)


def _distinct(rising: list[tuple[float, int]], carried_by: dict[int, int]) -> list[tuple[float, int]]:
    """Return the first tags with enough stories; of tags with the same most-read story, only the first."""
    counts: Any = TagListing.objects.filter(tag__in=[tag for _, tag in rising]).values_list("tag")
    stories = dict(counts.annotate(number=Count("pk")).order_by())
    chosen: list[tuple[float, int]] = []
    carriers: set[int] = set()
    for rise, tag in rising:
        if stories.get(tag, 0) >= LEAST_STORIES and carried_by[tag] not in carriers and len(chosen) < TRENDS:
            carriers.add(carried_by[tag])
            chosen.append((round(rise, 1), tag))
    return chosen
