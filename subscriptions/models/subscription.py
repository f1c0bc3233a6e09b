"""Subscriptions of readers to topics, and the log of consent to them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import SubscriptionQuerySet


class Cadence(models.TextChoices):
    """The frequency of mail."""

    INSTANT = "instant", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class Subscription(models.Model):
    """A reader's subscription to a topic. There is one row for a reader and topic, whatever its history.

    (none) → pending → active ⇄ paused; any → unsubscribed → pending again, never straight to active unless the address
    of the reader is verified. The hour and zone of a digest belong to the reader: see `DigestCursor`.
    """

    class State(models.TextChoices):
        """The state of a subscription."""

        PENDING = "pending", _("not confirmed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    reader = models.ForeignKey("readers.Reader", on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.ForeignKey("subscriptions.Topic", on_delete=models.CASCADE, related_name="subscriptions")
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.INSTANT)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    state_version = models.PositiveIntegerField(default=1, help_text="A mailed link confirms one version, no later.")
    paused_until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, help_text="The form that it came by first.")
    source_article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ("add", "change", "view")
        permissions = [
            ("see_address", "Can see the whole addresses of readers"),
            ("export_subscription", "Can take all subscribers away as a file"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reader", "topic"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True) | Q(state="paused"), name="subscription_paused_until_if_paused"
            ),
        ]
        indexes = [
            # freezing: recipients of a story at once; counts by topic
            models.Index(
                fields=["topic", "cadence", "reader"], condition=Q(state="active"), name="subscription_wanted"
            ),
            # digests: subscriptions of the readers of a chunk
            models.Index(fields=["reader", "cadence"], condition=Q(state="active"), name="subscription_of_reader"),
            # delete_unconfirmed(): pending for too long
            models.Index(fields=["changed_at"], condition=Q(state="pending"), name="subscription_pending"),
            # resume_paused(): pauses that are over
            models.Index(
                fields=["paused_until"],
                condition=Q(state="paused", paused_until__isnull=False),
                name="subscription_paused",
            ),
            # the staff list, newest first
            models.Index(fields=["-created_at", "-id"], name="subscription_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.topic}"


class ConsentEvent(models.Model):
    """A consent that a person gave or withdrew. Rows are only added; none identifies a person who was erased."""

    class Kind(models.TextChoices):
        """The kind of event."""

        REQUESTED = "requested", _("asked for it")
        CONFIRMED = "confirmed", _("confirmed by a mailed link")
        SIGNED_IN = "signed_in", _("chose it while signed in")
        CHANGED = "changed", _("changed it")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        IMPORTED = "imported", _("brought by staff, who say that there is consent")

    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.SET_NULL, related_name="consent_events")
    kind = models.CharField(max_length=12, choices=Kind)
    what = models.CharField(max_length=300, help_text="The topic, and how often, as it was then.")
    form_id = models.CharField(max_length=60, blank=True, help_text="The form, header or file that it came by.")
    wording_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the words beside the button.")
    basis = models.CharField(max_length=300, blank=True, help_text="Of an import: where the consent is on record.")
    ip_net = models.CharField(max_length=50, blank=True, help_text="/24 of IPv4, /48 of IPv6.")
    ua_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ("view",)
        indexes = [models.Index(fields=["subscription", "-at"], name="consentevent_trail")]  # one person's trail
