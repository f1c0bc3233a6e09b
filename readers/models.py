"""Readers, their pending address changes, and the state of one-time links, forms and limits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from outbox.addresses import masked


class Reader(models.Model):
    """A reader, known by a mail address; without a password, and not a Django user.

    Their address is in no other table but those of mail to them.
    """

    class State(models.TextChoices):
        """The state of a reader: mail reaches them, mail comes back, or their data were erased."""

        OK = "ok", _("in order")
        BOUNCING = "bouncing", _("mail comes back")
        ERASED = "erased", _("erased")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.CharField(max_length=254, blank=True, help_text="As they wrote it.")
    email_norm = models.CharField(max_length=254, unique=True, null=True)  # noqa: DJ001 - null once erased, and unique
    name = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OK)
    bounce_score = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    last_bounce_day = models.DateField(null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reader",
        help_text="The member of staff who this is.",
    )
    session_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="erased", email_norm__isnull=True, email="", name="")
                | (~Q(state="erased") & Q(email_norm__isnull=False)),
                name="reader_erased_is_nameless",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.masked_email

    @property
    def masked_email(self) -> str:
        """Return the masked address."""
        return masked(self.email)

    @property
    def is_staff(self) -> bool:
        """Return whether the reader is an active member of staff."""
        return self.user is not None and self.user.is_active

    @property
    def is_verified(self) -> bool:
        """Return whether the address is verified."""
        return self.verified_at is not None


class AddressChange(models.Model):
    """A pending change of a reader's address, made when both addresses have confirmed it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="address_change")
    email = models.CharField(max_length=254)
    old_confirmed_at = models.DateTimeField(null=True, blank=True)
    new_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reader} → {masked(self.email)}"


class UsedToken(models.Model):
    """A used one-time link, stored as its hash; deleted when the link would have expired."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class FormNonce(models.Model):
    """A used form token or proof of work; deleted when it would have expired."""

    nonce = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class RateBucket(models.Model):
    """The counter of one rate limit, in a window that begins with the first use."""

    key = models.CharField(max_length=160, primary_key=True)
    window_start = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
