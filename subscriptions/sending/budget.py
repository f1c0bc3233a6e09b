"""Rate limits of mail to one domain by one transport: token buckets, which the other side's complaints make slower.

A domain without a bucket takes as many as there are. It gets one from MAIL_RATES, or when the other side asks for less;
then its rate is halved, and doubles with every five quiet minutes until the bucket is needed no more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.utils import timezone

from ..models import SendBudget

SLOWEST, FIRST, FASTEST = 0.1, 5.0, 50.0  # mails a second
RECOVERY = timedelta(minutes=5)

HORIZON = timedelta(minutes=10)  # so far ahead turns are given; the rate may be another by then

# Clock and arithmetic are the database's: workers whose clocks differ share one bucket. A bucket may be overdrawn: that
# is who waits, and each waits for their own turn and then needs no other.
_TAKE = """
WITH bucket AS (
    SELECT id, rate,
        LEAST(GREATEST(rate, 1), tokens + rate * extract(epoch FROM clock_timestamp() - refilled_at)) AS filled
    FROM subscriptions_sendbudget WHERE transport = %(transport)s AND domain = %(domain)s FOR UPDATE
)
UPDATE subscriptions_sendbudget budget
SET refilled_at = clock_timestamp(),
    tokens = CASE WHEN bucket.filled > -bucket.rate * %(horizon)s THEN bucket.filled - 1 ELSE bucket.filled END
FROM bucket WHERE budget.id = bucket.id
RETURNING GREATEST(0, (1 - bucket.filled) / bucket.rate), bucket.filled > -bucket.rate * %(horizon)s
"""


@dataclass(frozen=True)
class Turn:
    """The turn of one mail: it may go in `wait`. If it is not `given`, ask again then."""

    wait: timedelta
    given: bool


def limited(transport: str) -> frozenset[str]:
    """Return the domains that have a bucket."""
    return frozenset(SendBudget.objects.filter(transport=transport).values_list("domain", flat=True))


def take(transport: str, domain: str) -> Turn:
    """Take a turn for one mail to `domain`."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"transport": transport, "domain": domain, "horizon": HORIZON.total_seconds()})
        row = cursor.fetchone()
    return Turn(timedelta(seconds=float(row[0])), row[1]) if row else Turn(timedelta(0), True)


def slow_down(transport: str, domain: str) -> None:
    """Halve the rate to `domain`: it said that we are too fast. Once in ten seconds, or a burst would stop it."""
    now = timezone.now()
    budget, new = SendBudget.objects.get_or_create(
        transport=transport, domain=domain, defaults={"rate": FIRST, "slowed_at": now}
    )
    if not new and (budget.slowed_at is None or now - budget.slowed_at > timedelta(seconds=10)):
        SendBudget.objects.filter(pk=budget.pk).update(rate=max(SLOWEST, budget.rate / 2), slowed_at=now)


def recover(now: datetime | None = None) -> None:
    """Double the rates that nobody complained about for a while, and bring MAIL_RATES in force."""
    now = now or timezone.now()
    for budget in SendBudget.objects.filter(slowed_at__lt=now - RECOVERY):
        allowed = settings.MAIL_RATES.get(budget.domain)
        rate = budget.rate * 2
        if allowed is None and rate > FASTEST:
            budget.delete()
            continue
        slowed_at = None if allowed is not None and rate >= allowed else now
        SendBudget.objects.filter(pk=budget.pk).update(rate=min(rate, allowed or rate), slowed_at=slowed_at)


def due_times() -> Any:
    """Return the moment at which the next rate may be doubled, as a query of one column."""
    slowed = SendBudget.objects.filter(slowed_at__isnull=False)
    quiet_at = ExpressionWrapper(F("slowed_at") + RECOVERY, output_field=DateTimeField())
    return slowed.order_by("slowed_at").annotate(quiet_at=quiet_at).values_list("quiet_at")[:1]


def enforce(transport: str) -> None:
    """Give each domain of MAIL_RATES its bucket for `transport`, and those no longer in it none."""
    for domain, rate in settings.MAIL_RATES.items():
        SendBudget.objects.get_or_create(transport=transport, domain=domain, defaults={"rate": rate})
        SendBudget.objects.filter(transport=transport, domain=domain, slowed_at=None).exclude(rate=rate).update(
            rate=rate
        )
    gone = SendBudget.objects.filter(transport=transport, slowed_at=None)
    gone.exclude(domain__in=settings.MAIL_RATES).delete()
