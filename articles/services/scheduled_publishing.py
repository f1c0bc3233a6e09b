"""Publish the stories that are due and expire those whose time is over, when `next_due()` says and at a notice.

Wagtail's own command stops at the first error and loses that schedule. Here each story has its own
transaction; a failure is saved, shown to the desk and tried again, and never stops the next story.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from wagtail.models import Revision

from ..models import Article, PublishingFailure
from ..models.story.states import schedules
from . import publishing

logger = logging.getLogger(__name__)

# One worker at a time; no other advisory lock in this database has this number.
CLOCK_LOCK = 0x6E657773

# A failure is tried again after a minute, and after many of them every ten.
RETRY, LATER_RETRY, MANY = timedelta(minutes=1), timedelta(minutes=10), 10

DueChange = PublishingFailure.Change


def run_due(now: datetime | None = None) -> int:
    """Publish and expire every story that is due at `now`, oldest first, and return how many changed.

    Does nothing while another worker does it. Safe to call after any downtime: everything overdue is done.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CLOCK_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    try:
        published = [_attempt(DueChange.PUBLISH, pk, partial(_publish, pk, now)) for pk in _due_to_publish(now)]
        expired = [_attempt(DueChange.EXPIRE, pk, partial(_expire, pk, now)) for pk in _due_to_expire(now)]
        return sum(published) + sum(expired)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CLOCK_LOCK])


def next_due() -> datetime | None:
    """Return when a story is next to be published or to expire, or a failure to be tried again; None if never.

    A time in the past means that another worker is doing it.
    """
    failures = PublishingFailure.objects.order_by("next_at")
    of_this = failures.filter(article=OuterRef("story"))
    publish = schedules().exclude(Exists(of_this.filter(change=DueChange.PUBLISH))).order_by("approved_go_live_at")
    expire = Article.objects.filter(live=True, expire_at__isnull=False).annotate(story=F("pk"))
    expire = expire.exclude(Exists(of_this.filter(change=DueChange.EXPIRE))).order_by("expire_at")
    again = failures.values_list("next_at")[:1]
    times = publish.values_list("approved_go_live_at")[:1].union(expire.values_list("expire_at")[:1], again, all=True)
    return min((time for (time,) in times), default=None)


def _revisions_due(now: datetime) -> "models.QuerySet[Revision]":
    return Revision.objects.filter(
        approved_go_live_at__lte=now, base_content_type=Article.get_base_content_type()
    ).order_by("approved_go_live_at", "pk")


def _due_to_publish(now: datetime) -> list[int]:
    due = map(int, _revisions_due(now).values_list("object_id", flat=True))
    return _not_put_off(DueChange.PUBLISH, list(due), now)


def _due_to_expire(now: datetime) -> list[int]:
    due = Article.objects.filter(live=True, expire_at__isnull=False, expire_at__lte=now)
    return _not_put_off(DueChange.EXPIRE, list(due.order_by("expire_at", "pk").values_list("pk", flat=True)), now)


def _not_put_off(change: str, due: list[int], now: datetime) -> list[int]:
    """Return `due` without the stories whose next attempt is later.

    Failures of stories that are no longer due are deleted: the change was made meanwhile, or cancelled.
    """
    failures = PublishingFailure.objects.filter(change=change)
    next_at = dict(failures.values_list("article_id", "next_at"))
    if settled := next_at.keys() - set(due):
        failures.filter(article__in=settled).delete()
    return [pk for pk in due if pk not in next_at or next_at[pk] <= now]


def _publish(pk: int, now: datetime) -> bool:
    # Queried again inside the transaction: an editor may have cancelled the schedule meanwhile.
    revision = _revisions_due(now).select_for_update().filter(object_id=str(pk)).first()
    if revision is None:
        return False
    publishing.publish(
        revision, user=revision.user, skip_permission_checks=True, log_action="wagtail.publish.scheduled"
    )
    return True


def _expire(pk: int, now: datetime) -> bool:
    story = Article.objects.select_for_update().filter(pk=pk, live=True, expire_at__lte=now).first()
    if story is None:
        return False
    publishing.unpublish(story, expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _attempt(change: str, pk: int, make: Callable[[], bool]) -> bool:
    """Make one change in a transaction of its own; save the failure if there is one."""
    try:
        with transaction.atomic():
            return make()
    except Exception as error:
        logger.exception("The clock could not %s story %s", change, pk)
        _remember(change, pk, error)
        return False


def _remember(change: str, pk: int, error: Exception) -> None:
    """Save the failure and the time of the next attempt."""
    now = timezone.now()
    reason = str(error) or repr(error)
    failure, new = PublishingFailure.objects.get_or_create(
        article_id=pk, change=change, defaults={"error": reason, "next_at": now + RETRY}
    )
    if not new:
        wait = RETRY if failure.attempts < MANY else LATER_RETRY
        PublishingFailure.objects.filter(pk=failure.pk).update(
            error=reason, attempts=F("attempts") + 1, last_at=now, next_at=now + wait
        )
