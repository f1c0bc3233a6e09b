"""Findings of the rules and decisions of moderation, both for the record. Decisions are append-only."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Actions about the rules, not about one comment, thread or commenter.
OF_RULES = ["settings", "add_words", "drop_words", "ban_domain", "lift_domain"]


class ModerationReason(models.Model):
    """The finding of one rule about one revision."""

    revision = models.ForeignKey("comments.CommentRevision", on_delete=models.CASCADE, related_name="reasons")
    code = models.CharField(max_length=40, help_text="The rule's; `comments.reasons` has its sentences.")
    outcome = models.CharField(max_length=20)
    detail = models.JSONField(default=dict, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class ModerationDecision(models.Model):
    """One change of state of a comment, a thread or a commenter: the actor, both states, and the reason.

    It may also be a change of the rules for all comments: settings, word lists, domains; `note` says which.

    Append-only: a database trigger refuses any change except blanking `note` and the actor. Replaying the decisions
    about a comment in order gives its present state.
    """

    class Action(models.TextChoices):
        """The action taken."""

        SUBMIT = "submit", _("Sent")
        CONFIRM = "confirm", _("Address confirmed")
        EDIT = "edit", _("Edited")
        APPROVE = "approve", _("Approved")
        REJECT = "reject", _("Refused")
        SPAM = "spam", _("Marked as spam")
        RESTORE = "restore", _("Restored")
        KEEP = "keep", _("Kept, reports dismissed")
        HOLD = "hold", _("Held")
        REPORT = "report", _("Reported by readers")
        DELETE = "delete", _("Deleted by its author")
        ERASE = "erase", _("Erased")
        FEATURE = "feature", _("Featured")
        UNFEATURE = "unfeature", _("No longer featured")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("No longer pinned")
        UNDO = "undo", _("Undone")
        OPEN = "open", _("Opened")
        CLOSE = "close", _("Closed")
        HIDE = "hide", _("Hidden with its story")
        SHOW = "show", _("Shown again with its story")
        SUSPEND = "suspend", _("Suspended")
        BAN = "ban", _("Banned")
        WATCH = "watch", _("Always read first")
        LIFT = "lift", _("Allowed again")
        UPHOLD = "uphold", _("Appeal denied: the refusal stands")
        SETTINGS = "settings", _("Settings changed")
        ADD_WORDS = "add_words", _("Put on a word list")
        DROP_WORDS = "drop_words", _("Taken off a word list")
        BAN_DOMAIN = "ban_domain", _("Domain banned")
        LIFT_DOMAIN = "lift_domain", _("Domain allowed again")

    class By(models.TextChoices):
        """The kind of actor."""

        RULES = "rules", _("the rules")
        AUTHOR = "author", _("its author")
        READERS = "readers", _("readers")
        STAFF = "staff", _("the paper")
        CLOCK = "clock", _("the clock")

    comment = models.ForeignKey("comments.Comment", null=True, on_delete=models.CASCADE, related_name="decisions")
    thread = models.ForeignKey("comments.CommentThread", null=True, on_delete=models.CASCADE, related_name="decisions")
    commenter = models.ForeignKey("comments.Commenter", null=True, on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(
        "comments.CommentRevision",
        null=True,
        on_delete=models.CASCADE,
        related_name="decisions",
        db_index=False,
        help_text="The text that was judged.",
    )
    shown_before = models.ForeignKey(
        "comments.CommentRevision", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    shown_after = models.ForeignKey(
        "comments.CommentRevision", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    action = models.CharField(max_length=12, choices=Action)
    by = models.CharField(max_length=10, choices=By)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="For the desk alone.")
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    @property
    def can_be_undone(self) -> bool:
        """Return whether undo applies to decisions of this kind; changes of the rules are excluded."""
        return self.action not in OF_RULES

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=True, thread__isnull=True, commenter__isnull=True, action__in=OF_RULES)
                | Q(comment__isnull=False, thread__isnull=True, commenter__isnull=True)
                | Q(comment__isnull=True, thread__isnull=False, commenter__isnull=True)
                | Q(comment__isnull=True, thread__isnull=True, commenter__isnull=False),
                name="moderationdecision_about_one",
            ),
        ]
        indexes = [
            # the log, newest first; the log of one moderator
            models.Index(fields=["-created_at", "-id"], name="moderationdecision_newest"),
            models.Index(
                fields=["actor", "-created_at", "-id"],
                condition=Q(actor__isnull=False),
                name="moderationdecision_by_actor",
            ),
            # the log of staff: most decisions are made by rules and authors
            models.Index(fields=["-created_at", "-id"], condition=Q(by="staff"), name="moderationdecision_of_staff"),
            # for the cascade when a revision is deleted, which would read all decisions
            models.Index(fields=["revision"], condition=Q(revision__isnull=False), name="moderationdecision_revision"),
            models.Index(
                fields=["shown_before"], condition=Q(shown_before__isnull=False), name="moderationdecision_before"
            ),
            models.Index(
                fields=["shown_after"], condition=Q(shown_after__isnull=False), name="moderationdecision_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.from_status or '–'} → {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new decision. Raises TypeError for one that is already saved."""
        if not self._state.adding:
            raise TypeError("A decision is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: decisions are deleted only by cascade. Raises TypeError."""
        raise TypeError("A decision is never deleted.")
