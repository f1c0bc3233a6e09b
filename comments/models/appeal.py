"""An author's appeal against a refusal."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Appeal(models.Model):
    """An author's reasons why a refused comment should be published. Each comment can be appealed once."""

    class State(models.TextChoices):
        """The result of the appeal."""

        OPEN = "open", _("Waiting")
        GRANTED = "granted", _("Granted")
        DENIED = "denied", _("Denied")

    comment = models.OneToOneField(
        "comments.Comment", primary_key=True, on_delete=models.CASCADE, related_name="appeal"
    )
    text = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            # queue: appeals, oldest first
            models.Index(fields=["created_at", "comment"], condition=Q(state="open"), name="appeal_open"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
