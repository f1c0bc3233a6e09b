"""Mailings of a story, a digest or a correction; the choices of editors; excluded recipients."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import MailingQuerySet
from .subscription import Cadence


class MailingChoice(models.Model):
    """An editor's decision about the mail of a story, made before it goes live. Without a row no mail is sent.

    It is not a field of the story: reverting to an older revision must not bring back an older decision.
    """

    class Choice(models.TextChoices):
        """The action at publication."""

        MAIL = "mail", _("Mail it")
        LATER = "later", _("Later")
        NOT = "not", _("Do not mail")

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="mailing_choice"
    )
    choice = models.CharField(max_length=5, choices=Choice)
    breaking = models.BooleanField(default=False, help_text="Goes out without being held, before everything else.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()


class Mailing(models.Model):
    """One mail to many recipients, from the decision to the last answer of a mail server.

    held → sending (frozen: recipients and content are fixed) → done; paused in between; cancelled for good. A digest
    is one mailing for a cadence and period; readers join it when the hour comes in their time zone. The counts are
    derived: `ledger.recount` counts the rows again.
    """

    class Kind(models.TextChoices):
        """The content of a mailing."""

        ARTICLE = "article", _("a story")
        DIGEST = "digest", _("a digest")
        CORRECTION = "correction", _("a correction")

    class State(models.TextChoices):
        """The state of a mailing."""

        HELD = "held", _("held")
        SENDING = "sending", _("sending")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    class PauseReason(models.TextChoices):
        """The cause of a pause; empty if the mailing is not paused."""

        STAFF = "staff", _("paused by staff")
        COMPLAINTS = "complaints", _("too many people complained")
        STALE = "stale", _("it is too old to go out by itself")
        BROKEN = "broken", _("it could not be prepared")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.SET_NULL, related_name="mailings")
    correction = models.ForeignKey("articles.Correction", null=True, on_delete=models.SET_NULL, related_name="mailings")
    cadence = models.CharField(max_length=10, choices=Cadence, blank=True, help_text="Of a digest.")
    period_key = models.CharField(max_length=10, blank=True, help_text="Of a digest: 2026-11-22, or 2026-W47.")
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    hold_until = models.DateTimeField(null=True, blank=True, help_text="Empty: until somebody says.")
    not_after = models.DateTimeField(null=True, blank=True, help_text="After this it goes on only if staff say so.")
    breaking = models.BooleanField(default=False)
    pause_reason = models.CharField(max_length=10, choices=PauseReason, blank=True)
    pause_detail = models.CharField(max_length=300, blank=True)
    despite_complaints = models.BooleanField(default=False, help_text="Staff let it go on after too many complaints.")

    subject = models.CharField(max_length=300, blank=True)
    html_snapshot = models.TextField(blank=True)
    text_snapshot = models.TextField(blank=True)
    mark = models.CharField(max_length=24, blank=True, help_text="What stands in the snapshots for what differs.")
    message_host = models.CharField(max_length=253, blank=True, help_text="Of its Message-IDs, fixed at freeze.")

    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    candidate_n = models.PositiveIntegerField(default=0)
    prepared_n = models.PositiveIntegerField(default=0)
    excluded_n = models.PositiveIntegerField(default=0)
    sent_n = models.PositiveIntegerField(default=0)
    failed_n = models.PositiveIntegerField(default=0)
    skipped_n = models.PositiveIntegerField(default=0)
    deferred_n = models.PositiveIntegerField(default=0)
    uncertain_n = models.PositiveIntegerField(default=0)
    complaint_n = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = MailingQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = [
            ("send_mailing", "Can have stories mailed, and cancel that"),
            ("run_mailing", "Can pause, resume and retry mailings"),
        ]
        constraints = [
            # E7: a story is mailed once, however often it is published
            models.UniqueConstraint(fields=["article"], condition=Q(kind="article"), name="mailing_article_once"),
            models.UniqueConstraint(fields=["correction"], name="mailing_correction_once"),
            models.UniqueConstraint(
                fields=["cadence", "period_key"], condition=Q(kind="digest"), name="mailing_digest_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="digest", cadence__in=["daily", "weekly"]) & ~Q(period_key="")
                | ~Q(kind="digest") & Q(cadence="", period_key=""),
                name="mailing_digest_has_period",
            ),
            models.CheckConstraint(
                condition=Q(candidate_n=F("prepared_n") + F("excluded_n")), name="mailing_candidates_balance"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(prepared_n=F("sent_n") + F("failed_n") + F("skipped_n")),
                name="mailing_done_balances",
            ),
        ]
        indexes = [
            # freeze_due(): mailings that are held until a time
            models.Index(
                fields=["hold_until"], condition=Q(state="held", hold_until__isnull=False), name="mailing_held"
            ),
            # senders, several times a second: mailings in state sending, breaking news first
            models.Index(fields=["-breaking", "frozen_at"], condition=Q(state="sending"), name="mailing_sending"),
            # the staff list; the complaints of the last days
            models.Index(fields=["-created_at", "-id"], name="mailing_newest"),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.get_kind_display()} {self.period_key or self.article}"

    @property
    def is_frozen(self) -> bool:
        """Return whether its recipients and content are fixed."""
        return self.frozen_at is not None

    @property
    def may_be_planned(self) -> bool:
        """Return whether staff may plan it: it was never frozen, and is held without a time or cancelled."""
        waits = self.state == self.State.HELD and self.hold_until is None
        return not self.is_frozen and (waits or self.state == self.State.CANCELLED)

    @property
    def is_under_way(self) -> bool:
        """Return whether some of it may still be sent, now or after a resume."""
        return self.state in {self.State.HELD, self.State.SENDING, self.State.PAUSED}

    @property
    def is_moving(self) -> bool:
        """Return whether its state or counts change without an action of staff."""
        waits = self.state == self.State.HELD and self.hold_until is not None
        stopped = self.state in {self.State.PAUSED, self.State.CANCELLED} and self.open_n > 0
        return waits or stopped or self.state == self.State.SENDING

    @property
    def open_n(self) -> int:
        """Return the number of its deliveries that have no final state."""
        return self.prepared_n - self.sent_n - self.failed_n - self.skipped_n


class MailingExclusion(models.Model):
    """A candidate who was excluded from a mailing when it was frozen, and the reason."""

    class Reason(models.TextChoices):
        """The reason of an exclusion."""

        SUPPRESSED = "suppressed", _("must not be mailed")
        BOUNCING = "bouncing", _("mail to them comes back")
        BAD_ADDRESS = "bad_address", _("no mail can reach this address")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="exclusions")
    reader = models.ForeignKey("readers.Reader", null=True, on_delete=models.SET_NULL, related_name="+")
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=Reason)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["mailing", "address_hash"], name="mailingexclusion_once")]
        indexes = [models.Index(fields=["mailing", "reason", "id"], name="mailingexclusion_reason")]  # the ledger
