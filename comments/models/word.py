"""The word lists."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..normalisation import phrase_form


def everywhere() -> list[str]:
    """Return the fields that a phrase is looked for in, unless its rule says otherwise."""
    return ["body", "name"]


class WordRule(models.Model):
    """A phrase that the rules look for."""

    class Kind(models.TextChoices):
        """What it does."""

        BANNED = "banned", _("Refuse")
        SUSPECT = "suspect", _("Hold")
        ALLOW = "allow", _("Never mind it, also inside a listed phrase")

    kind = models.CharField(max_length=10, choices=Kind)
    phrase = models.CharField(
        max_length=200, help_text="Words, not patterns; case, accents and look-alikes do not matter."
    )
    phrase_norm = models.CharField(max_length=400, editable=False)
    section = models.ForeignKey(
        "articles.Section", null=True, blank=True, on_delete=models.CASCADE, help_text="Empty: everywhere."
    )
    fields = ArrayField(models.CharField(max_length=10), default=everywhere, help_text="“body”, “name” or both.")
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "phrase_norm", "section"], nulls_distinct=False, name="wordrule_once"
            ),
        ]

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        """Refuse a phrase of which nothing is left to look for, and unknown fields."""
        super().clean()
        self.normalise()
        if not self.phrase_norm:
            raise ValidationError({"phrase": _("There is no word in this.")})
        if not self.fields or not set(self.fields) <= set(everywhere()):
            raise ValidationError({"fields": _("Choose “body”, “name” or both.")})

    def normalise(self) -> None:
        """Work out the form in which it is looked for."""
        self.phrase_norm = phrase_form(self.phrase)

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the form in which it is looked for."""
        self.normalise()
        super().save(*args, **kwargs)
