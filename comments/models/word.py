"""The word lists."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..normalisation import phrase_form


def everywhere() -> list[str]:
    """Return the fields in which a phrase is searched for by default."""
    return ["body", "name"]


class WordRule(models.Model):
    """A phrase that the word rule searches for."""

    class Kind(models.TextChoices):
        """The effect of the phrase."""

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
        """Raise ValidationError for a phrase without any word in it, and for unknown fields."""
        super().clean()
        self.normalise()
        if not self.phrase_norm:
            raise ValidationError({"phrase": _("There is no word in this.")})
        if not self.fields or not set(self.fields) <= set(everywhere()):
            raise ValidationError({"fields": _("Choose “body”, “name” or both.")})

    def normalise(self) -> None:
        """Set the normalised form used for the search."""
        self.phrase_norm = phrase_form(self.phrase)

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with the normalised form."""
        self.normalise()
        super().save(*args, **kwargs)
