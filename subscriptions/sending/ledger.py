"""The account of a mailing. Its numbers are counts of rows and nothing else, so they cannot drift."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from ..models import Delivery, DeliveryEvent, Mailing

_PER_SECOND = 100_000  # rows: how much counting we allow ourselves
_LARGE = ("html_snapshot", "text_snapshot")


def recount(mailing: Mailing) -> Mailing:
    """Recount the rows of `mailing` and return it as it is now; if no row is open any more, it is done."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        counts: dict[Any, int] = dict(row.deliveries.order_by().values_list("state").annotate(n=Count("pk")))
        row.prepared_n = sum(counts.values())
        row.excluded_n = row.exclusions.count()
        row.candidate_n = row.prepared_n + row.excluded_n
        row.sent_n = counts.get(Delivery.State.SENT, 0)
        row.failed_n = counts.get(Delivery.State.FAILED, 0)
        row.skipped_n = counts.get(Delivery.State.SKIPPED, 0)
        row.deferred_n = counts.get(Delivery.State.DEFERRED, 0)
        row.uncertain_n = counts.get(Delivery.State.UNCERTAIN, 0)
        row.complaint_n = (
            DeliveryEvent.objects.filter(delivery__mailing=row, type=DeliveryEvent.Type.COMPLAINT, forgiven=False)
            .values("delivery")
            .distinct()
            .count()
        )
        row.counted_at = timezone.now()
        if row.state == Mailing.State.SENDING and row.is_frozen and row.open_n == 0:
            row.state, row.done_at = Mailing.State.DONE, row.counted_at
        row.save(
            update_fields=[
                "candidate_n", "prepared_n", "excluded_n", "sent_n", "failed_n", "skipped_n", "deferred_n",
                "uncertain_n", "complaint_n", "counted_at", "state", "done_at",
            ]
        )  # fmt: skip
    return row


def recount_due(now: datetime | None = None) -> int:
    """Recount mailings that are moving, small ones more often, and return how many were counted."""
    now = now or timezone.now()
    counted = 0
    for mailing in Mailing.objects.moving().defer(*_LARGE):
        if mailing.counted_at is None or now - mailing.counted_at >= _pause(mailing):
            recount(mailing)
            counted += 1
    return counted


def next_due(changed_at: datetime) -> datetime | None:
    """Return when a mailing is to be counted next; None if none was changed since it was counted.

    It changes while a sender has some of it in hand, and the last other change was at `changed_at`. A mailing may be
    moving for weeks, with one mail of which nobody knows: without a change it is not counted.
    """
    in_hand = Delivery.objects.in_hand().filter(mailing=OuterRef("pk"))
    changed = Q(counted_at=None) | Q(counted_at__lt=changed_at) | Exists(in_hand)
    moving = Mailing.objects.moving().filter(changed).defer(*_LARGE)
    times = [mailing.counted_at + _pause(mailing) if mailing.counted_at else changed_at for mailing in moving]
    return min(times, default=None)


def _pause(mailing: Mailing) -> timedelta:
    """Return how long not to count `mailing` again: the larger, the longer."""
    return timedelta(seconds=1 + mailing.prepared_n / _PER_SECOND)
