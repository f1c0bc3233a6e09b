"""Sections: World, Business, Opinion."""

from django.core.exceptions import ValidationError
from django.db import models

from ..addresses import RESERVED_SLUGS
from .addressed import Addressed


class SectionQuerySet(models.QuerySet["Section"]):
    """Queries for sections."""

    def in_navigation(self) -> "SectionQuerySet":
        """Return the sections shown in the masthead, in the paper's order."""
        return self.filter(active=True)


class Section(Addressed):
    """A section of the paper. It is never deleted, only made inactive, so that its stories keep their section."""

    description = models.CharField(max_length=300, blank=True, help_text="One sentence; search engines show it.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the masthead; lower comes first.")
    active = models.BooleanField(default=True, help_text="Off: no longer in the masthead, and no new stories.")
    apart = models.BooleanField(
        "set apart", default=False, help_text="Stands at the far end of the masthead, as Opinion does."
    )

    in_news_sitemap = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Off: its stories are not offered to news search, which wants news only.",
    )

    address_view = "section"
    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["apart", "position", "name"]

    def clean(self) -> None:
        """Refuse a slug that is a fixed part of the site's addresses."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": f"“{self.slug}” is used by the site itself. Choose another."})
