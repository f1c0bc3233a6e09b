"""Recipes for asking after mail."""

from datetime import datetime

from django.db import models


class OutgoingMailQuerySet(models.QuerySet):
    """Mail on its way."""

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """What is to be handed over at `now`, the longest waiting first."""
        return self.filter(state__in=["waiting", "deferred"], next_at__lte=now).order_by("next_at", "id")

    def uncertain(self) -> "OutgoingMailQuerySet":
        """What was handed over, with no answer known."""
        return self.filter(state="uncertain").order_by("id")

    def newest(self) -> "OutgoingMailQuerySet":
        """All of it, newest first."""
        return self.order_by("-created_at", "-id")
