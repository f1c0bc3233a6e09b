"""Conflict copies: text that could not be saved because somebody else had saved the story meanwhile."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class ConflictCopy(models.Model):
    """The text one person wrote while another saved the same story. It waits until its writer has decided."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="conflict_copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder, help_text="As in a revision.")
    wanted = models.CharField(max_length=40, help_text="What its writer was about to do: edit, publish, submit …")
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "articles_setasidedraft"  # its name before the model was renamed
        ordering = ["-created_at", "-id"]
        indexes = [
            # the banner on the story's form
            models.Index(fields=["article", "user"], condition=models.Q(settled_at=None), name="setasidedraft_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.user} on “{self.article}”"

    def as_article(self) -> "models.Model":
        """Return the story as its writer left it."""
        return self.article.with_content_json(self.content)
