"""Deletion of expired data of readers."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from .models import AddressChange, FormNonce, RateBucket, UsedToken
from .tokens import CHANGE_ADDRESS

A_DAY = timedelta(days=1)


def tidy() -> int:
    """Delete expired tokens, nonces, counters and address changes, and return the number of deleted rows."""
    now = timezone.now()
    old: list[models.QuerySet] = [
        UsedToken.objects.filter(expires_at__lt=now - A_DAY),
        FormNonce.objects.filter(expires_at__lt=now - A_DAY),
        RateBucket.objects.filter(ends_at__lt=now),
        AddressChange.objects.filter(created_at__lt=now - CHANGE_ADDRESS.max_age),
    ]
    return sum(rows.delete()[0] for rows in old)
