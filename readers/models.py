"""Who reads the paper and is known to it. No other table holds a reader's address."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from outbox.addresses import masked


class Reader(models.Model):
    """A person, known by an address that they can read mail at. Never a Django user, and without a password."""

    class State(models.TextChoices):
        """Whether mail reaches them, or they are gone."""

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
        """The address as it may be shown."""
        return masked(self.email)

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody who works at the paper now."""
        return self.user is not None and self.user.is_active

    @property
    def is_verified(self) -> bool:
        """Whether they have shown that they read mail at the address."""
        return self.verified_at is not None


class AddressChange(models.Model):
    """A reader's wish to have another address. It happens when both addresses have confirmed it."""

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
    """A mailed link that works once, and did. Known by its hash; forgotten when the link is too old to work anyway."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class FormNonce(models.Model):
    """A form, or a proof of work, that was sent: it cannot be sent again. Forgotten when it is too old to be taken."""

    nonce = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class RateBucket(models.Model):
    """How often something was done since the window began, which is when it was first done."""

    key = models.CharField(max_length=160, primary_key=True)
    window_start = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
