"""Readers' responses to a comment: reports and likes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Flag(models.Model):
    """A reader's report that a comment breaks the rules."""

    class Reason(models.TextChoices):
        """The reason for the report."""

        ABUSE = "abuse", _("It is abusive")
        HATE = "hate", _("It spreads hatred")
        SPAM = "spam", _("It is advertising or spam")
        PRIVATE = "private", _("It gives away something private")
        FALSE = "false", _("It says something untrue")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """The result of a moderator's review."""

        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="flags", db_index=False)
    reporter_key = models.CharField(
        max_length=80, help_text="One for each reporter; it leads back to nobody’s address."
    )
    reporter = models.ForeignKey("comments.Commenter", null=True, on_delete=models.SET_NULL, related_name="flags")
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.CharField(max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decision = models.ForeignKey(
        "comments.ModerationDecision",
        null=True,
        on_delete=models.SET_NULL,
        related_name="settled_flags",
        help_text="What settled it; undone, the report is open again.",
    )
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter_key"], name="flag_once"),
            models.CheckConstraint(
                condition=Q(state="open", decision__isnull=True) | ~Q(state="open"), name="flag_open_is_undecided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.comment_id}"


class Reaction(models.Model):
    """A like; each reader can like a comment once."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reactions", db_index=False)
    actor_key = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "actor_key"], name="reaction_once")]
        indexes = [models.Index(fields=["actor_key"], name="reaction_by_actor")]  # export and erase

    def __str__(self) -> str:
        return f"like of {self.comment_id}"
