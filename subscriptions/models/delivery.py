"""Deliveries, delivery events, rate limits and heartbeats of senders."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import DeliveryQuerySet


class Delivery(models.Model):
    """One mailing to one address. The row is the truth: after any crash it says what is known.

    pending → claimed → sending → sent | failed | deferred → pending …; sending, and nobody alive to say more →
    uncertain; open and no longer wanted → skipped. `sending` is committed before anything is handed over.
    """

    class State(models.TextChoices):
        """The state of a delivery."""

        PENDING = "pending", _("waiting")
        CLAIMED = "claimed", _("next in line")
        SENDING = "sending", _("being handed over")
        SENT = "sent", _("sent")
        DEFERRED = "deferred", _("to be tried again")
        UNCERTAIN = "uncertain", _("handed over, no answer")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("not sent")

    class SkipReason(models.TextChoices):
        """The reason why it was not sent after all; in `last_code`."""

        UNSUBSCRIBED = "unsubscribed", _("they no longer want it")
        SUPPRESSED = "suppressed", _("they must not be mailed")
        CANCELLED = "cancelled", _("the mailing was cancelled")
        EMPTY = "empty", _("nothing was left to show")

    OPEN = (State.PENDING, State.CLAIMED, State.SENDING, State.DEFERRED, State.UNCERTAIN)

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    mailing = models.ForeignKey("subscriptions.Mailing", on_delete=models.CASCADE, related_name="deliveries")
    reader = models.ForeignKey("readers.Reader", null=True, on_delete=models.SET_NULL, related_name="deliveries")
    address_hash = models.CharField(max_length=64)
    to_email = models.CharField(max_length=254, blank=True, help_text="Copied at freeze; blank once erased.")
    subscription_ids = ArrayField(models.BigIntegerField(), help_text="What caused it.")
    payload = models.JSONField(default=dict, blank=True, help_text="Of a digest: articles, and periods merged into it.")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempt = models.PositiveSmallIntegerField(default=0)
    owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    last_code = models.CharField(max_length=20, blank=True)
    last_text = models.CharField(max_length=500, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            # E1: nobody gets a mailing twice; stays when the reader is erased
            models.UniqueConstraint(fields=["mailing", "address_hash"], name="delivery_once"),
        ]
        indexes = [
            # the claim (pending, oldest first), the ledger's lists and its counts
            models.Index(fields=["mailing", "state", "id"], name="delivery_of_state"),
            # release_deferred(): whose wait is over
            models.Index(fields=["next_at"], condition=Q(state="deferred"), name="delivery_deferred"),
            # recover(): in the hands of a sender that may be dead
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="delivery_in_hand"
            ),
            # what the transports are asked about
            models.Index(fields=["id"], condition=Q(state="uncertain"), name="delivery_uncertain"),
            # find a person in the ledgers, what a bounce is about, and erasing
            models.Index(fields=["address_hash", "-id"], name="delivery_of_address"),
        ]

    @property
    def message_id(self) -> str:
        """The Message-ID, the same at each attempt (RFC 5322 §3.6.4); needs `mailing`."""
        return f"<{self.public_id}@{self.mailing.message_host}>"


class DeliveryEvent(models.Model):
    """A report of a mail server, or of a provider's webhook, about a delivery. Replays are the same row."""

    class Type(models.TextChoices):
        """The event that is reported."""

        DELIVERED = "delivered", _("delivered")
        BOUNCE_HARD = "bounce_hard", _("came back for good")
        BOUNCE_SOFT = "bounce_soft", _("came back for now")
        COMPLAINT = "complaint", _("reported as spam")
        UNSUBSCRIBE = "unsub", _("unsubscribed at the provider")

    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="events")
    address_hash = models.CharField(max_length=64)
    provider = models.CharField(max_length=30)
    provider_event_id = models.CharField(max_length=200)
    type = models.CharField(max_length=12, choices=Type)
    code = models.CharField(max_length=20, blank=True, help_text="SMTP reply or enhanced status code (RFC 3463).")
    raw = models.TextField(blank=True, help_text="As it came; blanked after 30 days or with the reader.")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    forgiven = models.BooleanField(default=False, help_text="Staff took it back: it no longer counts.")

    class Meta:
        default_permissions = ("view", "change")
        constraints = [
            # E11: a replay changes nothing
            models.UniqueConstraint(fields=["provider", "provider_event_id"], name="deliveryevent_once"),
        ]
        indexes = [
            # apply_events(): what has not had its effect yet
            models.Index(fields=["id"], condition=Q(applied_at=None), name="deliveryevent_unapplied"),
            # the score of an address
            models.Index(fields=["address_hash", "at"], name="deliveryevent_of_address"),
            # the circuit breaker: complaints of the last days
            models.Index(fields=["at"], condition=Q(type="complaint"), name="deliveryevent_complaints"),
        ]


class SendBudget(models.Model):
    """A token bucket: mails that may go by one transport to one domain. No row: as many as there are."""

    transport = models.CharField(max_length=30)
    domain = models.CharField(max_length=253)
    rate = models.FloatField(help_text="Mails a second.")
    tokens = models.FloatField(default=1)
    refilled_at = models.DateTimeField(default=timezone.now)
    slowed_at = models.DateTimeField(null=True, blank=True, help_text="When the other side last asked for less.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["transport", "domain"], name="sendbudget_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="sendbudget_moves"),
        ]


class Sender(models.Model):
    """A thread of a worker that sends, and its last sign of life."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    host = models.CharField(max_length=253)
    pid = models.PositiveIntegerField()
    heartbeat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
