"""Reports of errors in stories, sent by readers."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..validators import CLEAN_TEXT


class ErrorReport(models.Model):
    """A reader's report of an error in a story. Nothing about the reader is stored: no address, no name, no IP."""

    class State(models.TextChoices):
        """Open or settled by the desk."""

        OPEN = "open"
        SETTLED = "settled"

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="error_reports", db_index=False
    )
    text = models.TextField(max_length=2000, validators=CLEAN_TEXT)
    page_from = models.DateTimeField(help_text="When what the reader had read was published.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, validators=CLEAN_TEXT, help_text="For the desk alone.")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            # the desk's queue, and its count on the dashboard
            models.Index(fields=["created_at", "id"], condition=models.Q(state="open"), name="errorreport_open_oldest"),
            # what was settled
            models.Index(
                fields=["-settled_at", "-id"], condition=models.Q(state="settled"), name="errorreport_settled_newest"
            ),
            # the limits by the hour: of the site, of a story
            models.Index(fields=["created_at"], name="errorreport_by_time"),
            models.Index(fields=["article", "created_at"], name="errorreport_story_by_time"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def story_changed_since(self) -> bool:
        """Return whether the story was published again after the version that was reported."""
        last = self.article.last_published_at
        return bool(last and last > self.page_from)
