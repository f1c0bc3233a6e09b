"""Querysets of transactional mail."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q


class OutgoingMailQuerySet(models.QuerySet):
    """Queries for transactional mail."""

    def unsent(self) -> "OutgoingMailQuerySet":
        """Return mail that is still to be handed over, now or later."""
        return self.filter(state__in=["waiting", "deferred"])

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return mail that is to be handed over at `now`, the longest waiting first."""
        return self.unsent().filter(next_at__lte=now).order_by("next_at", "id")

    def uncertain(self) -> "OutgoingMailQuerySet":
        """Return mail that was handed over without an answer."""
        return self.filter(state="uncertain").order_by("id")

    def newest(self) -> "OutgoingMailQuerySet":
        """Return all mail, newest first."""
        return self.order_by("-created_at", "-id")

    def before(self, public_id: str | None) -> "OutgoingMailQuerySet":
        """Return mail older than the one with this id; all mail if there is none such."""
        try:
            last = self.model.objects.filter(public_id=UUID(public_id or "")).only("created_at", "id").first()
        except ValueError:
            last = None
        if last is None:
            return self
        same = Q(created_at=last.created_at, id__lt=last.pk)
        return self.filter(Q(created_at__lt=last.created_at) | same, created_at__lte=last.created_at)
