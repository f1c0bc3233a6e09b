"""Deletion of data that is too old to matter: unconfirmed subscriptions, raw bounce reports, dead senders."""

from datetime import timedelta

from django.utils import timezone

from ..models import Sender
from . import unsubscribing
from .events import bounces

RAW_KEPT = timedelta(days=30)
SENDERS_KEPT = timedelta(hours=1)


def delete_expired() -> None:
    """Delete or blank all data whose time is over; once an hour is enough."""
    now = timezone.now()
    while unsubscribing.delete_unconfirmed(now) >= 1000:
        pass
    bounces.forget_raw(now - RAW_KEPT)
    Sender.objects.filter(heartbeat_at__lt=now - SENDERS_KEPT).delete()
