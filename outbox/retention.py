"""Deletion of transactional mail: by age, and for the erasure of a person's data."""

from datetime import timedelta

from django.utils import timezone

from .models import OutgoingMail

KEPT = timedelta(days=30)


def forget(address_hash: str, kind: str | None = None) -> int:
    """Delete all mail to the address with this hash, sent or not; with `kind`, only that. Suppressions stay.

    Return the number of deleted rows.
    """
    rows = OutgoingMail.objects.filter(address_hash=address_hash)
    return int((rows.filter(kind=kind) if kind else rows).delete()[0])


def forget_old() -> int:
    """Delete mail older than 30 days, and return the number of deleted rows."""
    return int(OutgoingMail.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0])
