"""Tables of the outbox: transactional mail on its way, and addresses that must not get any."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .addresses import masked
from .message import message_id
from .querysets import OutgoingMailQuerySet


class Suppression(models.Model):
    """An address, known by its hash alone, that must not be written to. It outlives the person's data."""

    class Scope(models.TextChoices):
        """The mail that must not be sent."""

        ALL = "all", _("any mail")
        MARKETING = "marketing", _("stories and digests")

    class Reason(models.TextChoices):
        """The cause of a suppression."""

        UNSUB_ALL = "unsub_all", _("asked never to be written to")
        HARD = "hard", _("mail came back for good")
        COMPLAINT = "complaint", _("complained to their mail provider")
        ADMIN = "admin", _("staff decided so")
        ERASED = "erased", _("had their data erased")

    address_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=10, choices=Scope)
    reason = models.CharField(max_length=10, choices=Reason)
    source = models.CharField(max_length=100, blank=True, help_text="What told us: a kind of mail, a webhook, a page.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ("view", "change")
        constraints = [models.UniqueConstraint(fields=["address_hash", "scope"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.get_reason_display()}"


class OutgoingMail(models.Model):
    """One transactional mail to one address: a confirmation, a link, a notice.

    `uncertain` is committed *before* the mail is handed over, and the answer replaces it: after a crash in between the
    row says the truth, that nobody knows. Once a mail is sent its words and links are not kept.
    """

    class State(models.TextChoices):
        """The state of a mail."""

        WAITING = "waiting", _("waiting")
        DEFERRED = "deferred", _("to be tried again")
        UNCERTAIN = "uncertain", _("handed over, no answer")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("not sent: suppressed")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    to_email = models.CharField(max_length=254, blank=True)
    address_hash = models.CharField(max_length=64)
    subject = models.CharField(max_length=998)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    last_code = models.CharField(max_length=20, blank=True)
    last_text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        indexes = [
            # what the worker asks for: due(), oldest first
            models.Index(
                fields=["next_at", "id"], condition=Q(state__in=["waiting", "deferred"]), name="outgoingmail_due"
            ),
            # reconcile(): handed over without an answer
            models.Index(fields=["id"], condition=Q(state="uncertain"), name="outgoingmail_uncertain"),
            # the staff page, newest first; and those of one state
            models.Index(fields=["-created_at", "-id"], name="outgoingmail_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="outgoingmail_state_newest"),
            # forget(): everything to one address
            models.Index(fields=["address_hash"], name="outgoingmail_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"

    @property
    def masked_to(self) -> str:
        """The address as staff see it; "" once it is forgotten."""
        return masked(self.to_email) if self.to_email else ""

    @property
    def can_retry(self) -> bool:
        """True if staff may have it tried again. A mail that is uncertain may then arrive twice."""
        return self.state in {self.State.FAILED, self.State.UNCERTAIN} and bool(self.to_email)

    @property
    def message_id(self) -> str:
        """The Message-ID, the same at each attempt (RFC 5322 §3.6.4)."""
        return message_id(self.public_id)
