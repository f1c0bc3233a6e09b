"""Failures of scheduled publishing."""

from django.db import models
from django.utils import timezone


class PublishingFailure(models.Model):
    """A scheduled change that failed. It is tried again until it succeeds or an editor corrects the story."""

    class Change(models.TextChoices):
        """The change that was due."""

        PUBLISH = "publish"
        EXPIRE = "expire"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="publishing_failures")
    change = models.CharField(max_length=10, choices=Change)
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "change"], name="publishingfailure_once")]

    def __str__(self) -> str:
        return f"{self.article_id} could not {self.change}: {self.error[:80]}"
