"""Simple pages: about us, the ethics code."""

from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from fastpath.cache_tags import CacheTagged

from ..blocks import PAGE_BLOCKS
from .addressed import Addressed


class SimplePage(CacheTagged, PreviewableMixin, Addressed):
    """A page of the paper about itself, at /about/<slug>/; the page "about" is /about/ itself."""

    body = StreamField(PAGE_BLOCKS)
    published = models.BooleanField(default=False, help_text="Off: readers get “not found”.")

    address_view = "page"
    cache_tag_prefix = "page"
    FIRST = "about"

    class Meta:
        ordering = ["name"]

    @classmethod
    def path_for(cls, slug: str) -> str:
        """Return the page's path; the first page has the short one."""
        return reverse("articles:about") if slug == cls.FIRST else super().path_for(slug)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Show the page as readers get it."""
        return "articles/page.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Give the template the page by its own name."""
        return {"page": self, "request": request}
