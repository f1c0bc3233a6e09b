"""Deletion of expired data."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Comment
from . import changes, erasure
from .submission import UNCONFIRMED_KEPT

DELETED_KEPT = timedelta(days=30)  # so that complaints about deleted comments can be handled
BATCH = 1_000


def forget() -> int:
    """Delete unconfirmed comments and blank those deleted a month ago; return their number."""
    return _forget_unconfirmed() + _blank_deleted()


def _forget_unconfirmed() -> int:
    old = Comment.objects.filter(status=Comment.Status.UNCONFIRMED, created_at__lt=timezone.now() - UNCONFIRMED_KEPT)
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():  # checked under the lock: some may just have been confirmed
            waiting = [
                key for key, comment in changes.lock(ids).items() if comment.status == Comment.Status.UNCONFIRMED
            ]
            Comment.objects.filter(pk__in=waiting).delete()
        gone += len(waiting)
    return gone


def _blank_deleted() -> int:
    old = Comment.objects.filter(
        status=Comment.Status.DELETED,
        decisions__action="delete",
        decisions__created_at__lt=timezone.now() - DELETED_KEPT,
    ).exclude(current_revision__source="")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        erasure.blank(ids)
    return len(ids)
