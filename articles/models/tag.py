"""Tags: NATO, Moscow, State Department."""

from django.db import models
from taggit.models import TagBase

from fastpath.cache_tags import CacheTagged

from ..addresses import slug_of
from .addressed import Addressed


class Tag(CacheTagged, Addressed, TagBase):
    """A subject that stories share."""

    description = models.CharField(max_length=300, blank=True, help_text="What the tag is about, in one sentence.")

    address_view = "tag"
    cache_tag_prefix = "tag"
    free_tagging = True

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return an ASCII slug for the name `tag`; `i` tells tags apart whose names come out alike."""
        slug = slug_of(tag, longest=110, otherwise="tag")
        return f"{slug}-{i}" if i else slug
