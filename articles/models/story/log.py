"""The log entries of stories."""

from typing import Any

from wagtail.models import ModelLogEntry

from .. import related_objects


class StoryLogEntry(ModelLogEntry):
    """Wagtail's log entry, in Wagtail's table, saved without a query for each related object."""

    class Meta:
        proxy = True
        default_permissions = ()

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate the fields, except a user and a revision that were just read."""
        super().clean_fields(exclude={*(exclude or ()), *related_objects.loaded(self)})
