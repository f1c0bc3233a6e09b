"""Publications in a gapless order, and the position up to which each reader has had digests."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from .subscription import Cadence


class PublicationEvent(models.Model):
    """A story's first publication.

    `seq` is assigned under a lock that is held until commit: a transaction that sees number 7 also sees all lower
    numbers, and none of them is committed later. Digests go by it, never by the clock.
    """

    seq = models.BigIntegerField(primary_key=True)
    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="publication_event")
    first_published_at = models.DateTimeField(help_text="May be backdated.")
    at = models.DateTimeField(default=timezone.now, help_text="When it happened.")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()


class DigestCursor(models.Model):
    """The time of a reader's next digest of one cadence, and the last publication that earlier digests covered."""

    reader = models.ForeignKey("readers.Reader", on_delete=models.CASCADE, related_name="digest_cursors")
    cadence = models.CharField(max_length=10, choices=[choice for choice in Cadence.choices if choice[0] != "instant"])
    seq = models.BigIntegerField(help_text="Of the last publication event that a digest looked at.")
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    zone = models.CharField(max_length=60)
    next_at = models.DateTimeField(help_text="When the next one is due.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "cadence"], name="digestcursor_once"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="digestcursor_hour"),
            models.CheckConstraint(condition=models.Q(cadence__in=["daily", "weekly"]), name="digestcursor_cadence"),
        ]
        indexes = [models.Index(fields=["next_at", "id"], name="digestcursor_due")]  # run_due()
