"""Records that moderators write: notes about commenters, messages to authors, and banned mail domains."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CommenterNote(models.Model):
    """A note about a commenter that only moderators read. It is erased with the commenter's data."""

    commenter = models.ForeignKey("comments.Commenter", on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]


class WordToAuthor(models.Model):
    """A moderator's message to the author, shown after the sentence for the decision's reason.

    It has a table of its own because decisions are append-only, and their own note is only for moderators.
    """

    decision = models.OneToOneField(
        "comments.ModerationDecision", primary_key=True, on_delete=models.CASCADE, related_name="word_to_author"
    )
    text = models.CharField(_("To its author"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]


class BannedDomain(models.Model):
    """A mail domain, with its subdomains, from which no comment is taken. A lifted ban keeps its row."""

    domain = models.CharField(max_length=253)
    note = models.CharField(max_length=500, blank=True, help_text="For the desk alone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints: list[Any] = [
            # also used by the rule
            models.UniqueConstraint(fields=["domain"], condition=Q(lifted_at=None), name="banneddomain_once"),
        ]

    def __str__(self) -> str:
        return self.domain

    @classmethod
    def banning(cls, address: str) -> str:
        """Return the banned domain that the normalised mail `address` belongs to; "" if there is none."""
        labels = address.rpartition("@")[2].split(".")
        names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
        banned = cls.objects.filter(domain__in=names, lifted_at=None)
        return banned.values_list("domain", flat=True).first() or ""
