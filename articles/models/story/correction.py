"""Corrections, update notes and withdrawals. They are not part of revisions: reverting a story never hides them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fastpath.translations import label

from ...validators import CLEAN_TEXT


class Correction(models.Model):
    """A public correction of a published story."""

    class Kind(models.TextChoices):
        """The severity, from a typo to a retraction of the whole story."""

        TYPO = "typo", _("Typo")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(validators=CLEAN_TEXT, help_text="What was wrong and what is right. Public.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="corrections_newest")]  # the corrections page

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def get_kind_display(self) -> str:
        """Return the label of its kind; cached, where Django's method searches every catalogue each time."""
        return label(self.Kind(self.kind))


class UpdateNote(models.Model):
    """A public note of what was added to a story after publication."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="update_notes")
    text = models.TextField(validators=CLEAN_TEXT, help_text="What is new in the story. Public.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]


class Withdrawal(models.Model):
    """A withdrawal for legal reasons. While the row exists its address answers 410 and it cannot be published."""

    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="withdrawal")
    reason = models.TextField(validators=CLEAN_TEXT, help_text="Readers see this.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.reason[:60]
