"""Commenters, and where their comments came from."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Commenter(models.Model):
    """A reader as an author of comments.

    The mail address stays with the reader. The name is kept here as well, so that public queries never read the row
    that holds the address.
    """

    class Role(models.TextChoices):
        """The role of the commenter at the paper."""

        READER = "reader", _("Reader")
        MEMBER = "member", _("Member")
        STAFF = "staff", _("Staff")
        MODERATOR = "moderator", _("Moderator")

    class Status(models.TextChoices):
        """Restrictions set by moderators."""

        ACTIVE = "active", _("Active")
        HELD = "held", _("Always read first")
        SUSPENDED = "suspended", _("Suspended")
        BANNED = "banned", _("Banned")

    class Notices(models.TextChoices):
        """The mail a commenter wants about replies."""

        OFF = "off", _("No mail")
        INSTANT = "instant", _("A mail for each reply")
        DAILY = "daily", _("One mail a day")

    reader = models.OneToOneField(
        "readers.Reader", null=True, on_delete=models.SET_NULL, related_name="commenter", help_text="None once erased."
    )
    display_name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_until = models.DateTimeField(null=True, blank=True, help_text="When a suspension ends.")
    approved_n = models.PositiveIntegerField(default=0, help_text="Their comments that are published now.")
    rejected_n = models.PositiveIntegerField(default=0, help_text="Their comments that are rejected or spam now.")
    trust = models.PositiveSmallIntegerField(default=0, help_text="0 to 4; follows from the two numbers and the role.")
    reply_notices = models.CharField(max_length=10, choices=Notices, default=Notices.OFF)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(trust__lte=4), name="commenter_trust_range"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(reader__isnull=True, display_name=""),
                name="commenter_erased_is_nameless",
            ),
            models.CheckConstraint(
                condition=Q(status_until__isnull=True) | Q(status="suspended"), name="commenter_until_if_suspended"
            ),
        ]
        indexes = [
            # the moderators' list of people with restrictions
            models.Index(fields=["status", "-id"], condition=~Q(status="active"), name="commenter_restrained"),
            # the moderators' search for the beginning of a name
            models.Index(OpClass(Upper("display_name"), name="text_pattern_ops"), F("id"), name="commenter_by_name"),
        ]

    def __str__(self) -> str:
        return self.display_name or "erased"

    @property
    def is_of_the_paper(self) -> bool:
        """Return whether they are staff: they get a badge and are exempt from limits and holding."""
        return self.role in {self.Role.STAFF, self.Role.MODERATOR}

    def standing(self) -> str:
        """Return the status in force now: a suspension that has ended counts as active."""
        if self.status == self.Status.SUSPENDED and self.status_until and self.status_until <= timezone.now():
            return str(self.Status.ACTIVE)
        return self.status


class CommenterOrigin(models.Model):
    """The network a comment came from, never the full address, kept for a month."""

    comment = models.OneToOneField(
        "comments.Comment", primary_key=True, on_delete=models.CASCADE, related_name="origin"
    )
    ip_net = models.CharField(max_length=50, help_text="The /24 or /48.")
    ua_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["expires_at"], name="commenterorigin_expiring"),  # the daily upkeep
            models.Index(fields=["ip_net"], name="commenterorigin_network"),  # other comments from there
        ]
