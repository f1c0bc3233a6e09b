"""Statistics of subscribers: growth, topics, sources and bounces."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from articles.models import Article

from ..models import DeliveryEvent, Subscription, Topic

WEEKS = 26
MAX_BARS = 12  # bars of a list
CACHE_SECONDS = 600  # these are counts over whole tables
_KEY = "subscriptions-figures"

Type: Any = DeliveryEvent.Type


@dataclass(frozen=True)
class AudienceStatistics:
    """Counts at the moment `at`. Weeks begin on Monday in the paper's time zone; empty weeks are 0."""

    at: datetime
    standing: int
    begun: list[tuple[datetime, int]]
    ended: list[tuple[datetime, int]]
    by_topic: list[tuple[str, int]]
    by_story: list[tuple[str, int]]
    bounced: list[tuple[datetime, int]]
    complained: list[tuple[datetime, int]]


def audience_statistics() -> AudienceStatistics:
    """Return the statistics, cached for ten minutes."""
    found: AudienceStatistics = cache.get_or_set(_KEY, _count, CACHE_SECONDS)
    return found


def topics() -> list[Topic]:
    """Return the 200 topics with the most subscribers, with `at_once`, `daily`, `weekly` and `people`."""
    standing = Q(subscriptions__state__in=["active", "paused"])
    counts = {
        name: Count("subscriptions", filter=standing & Q(subscriptions__cadence=cadence))
        for name, cadence in (("at_once", "instant"), ("daily", "daily"), ("weekly", "weekly"))
    }
    rows = Topic.objects.with_names().annotate(people=Count("subscriptions", filter=standing), **counts)
    return list(rows.order_by("-people", "pk")[:200])


def _count() -> AudienceStatistics:
    now = timezone.now()
    standing = Subscription.objects.standing()
    events = DeliveryEvent.objects.filter(forgiven=False)
    bounces = events.filter(type__in=[Type.BOUNCE_HARD, Type.BOUNCE_SOFT])
    by_topic = standing.order_by().values_list("topic").annotate(n=Count("pk")).order_by("-n")[:MAX_BARS]
    names = {topic.pk: topic.name for topic in Topic.objects.with_names().filter(pk__in=[pk for pk, _n in by_topic])}
    sources = standing.filter(source_article__isnull=False).order_by().values_list("source_article")
    by_story = list(sources.annotate(n=Count("pk")).order_by("-n")[:MAX_BARS])
    heads = dict(Article.objects.filter(pk__in=[pk for pk, _n in by_story]).values_list("pk", "headline"))
    return AudienceStatistics(
        now,
        standing.count(),
        _by_week(Subscription.objects, "confirmed_at", now),
        _by_week(Subscription.objects, "unsubscribed_at", now),
        [(names[pk], n) for pk, n in by_topic],
        [(heads[pk], n) for pk, n in by_story],
        _by_week(bounces, "at", now),
        _by_week(events.filter(type=Type.COMPLAINT), "at", now),
    )


def _by_week(rows: QuerySet, field: str, now: datetime) -> list[tuple[datetime, int]]:
    local = timezone.localtime(now)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    weeks = [timezone.make_aware(monday - timedelta(weeks=back)) for back in range(WEEKS - 1, -1, -1)]
    counted = rows.filter(**{f"{field}__gte": weeks[0]}).order_by().annotate(week=TruncWeek(field))
    found = {week.date(): n for week, n in counted.values_list("week").annotate(n=Count("pk"))}
    return [(week, found.get(week.date(), 0)) for week in weeks]
