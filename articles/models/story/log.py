"""What happened to a story."""

from typing import Any

from wagtail.models import ModelLogEntry

from .. import related_objects


class StoryLogEntry(ModelLogEntry):
    """Wagtail's entry, in Wagtail's table, written without asking for each thing it points to whether it is there."""

    class Meta:
        proxy = True
        default_permissions = ()

    def clean_fields(self, exclude: Any = None) -> None:
        """Check what is written; the user and the revision that were just at hand are there."""
        super().clean_fields(exclude={*(exclude or ()), *related_objects.loaded(self)})
