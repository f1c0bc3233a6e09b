"""Rows about the running system: heartbeats of workers, and which rows are the demo's."""

from django.apps import apps
from django.db import models
from django.utils import timezone


class WorkerHeartbeat(models.Model):
    """The last sign of life of a worker. /readyz wants one that is young."""

    name = models.CharField(max_length=120, primary_key=True)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%H:%M:%S}"


class DemoItem(models.Model):
    """Something that the demo paper brought, so that it can be taken away again."""

    label = models.CharField(max_length=100)
    item = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.label} {self.item}"

    def find(self) -> models.Model | None:
        """Return the thing itself, or None if it is gone already."""
        return apps.get_model(self.label)._default_manager.filter(pk=self.item).first()
