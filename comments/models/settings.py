"""Comment settings of the paper and of its sections. Settings of one story are on its thread.

Whether a new story takes comments, and for how many days, is set on the paper (`Paper.comment_default`,
`Paper.close_comments_after_days`); a section may override it here.
"""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .thread import Premod


class SiteCommentSettings(models.Model):
    """The comment settings of the paper, a single row."""

    premod = models.CharField(
        max_length=10,
        choices=[choice for choice in Premod.choices if choice[0] != Premod.INHERIT],
        default=Premod.FIRST_N,
    )
    first_n = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How many of everybody’s first comments a moderator reads."),
    )
    closed = models.BooleanField(default=False, help_text=_("No comments anywhere, for now."))
    closed_message = models.CharField(max_length=300, blank=True, help_text=_("What readers are told meanwhile."))
    report_threshold = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Weight of reports that brings a comment to the queue."),
    )
    reports_hold = models.BooleanField(
        default=False, help_text=_("Hide a comment that trusted readers have reported, until a moderator has looked.")
    )
    max_length = models.PositiveIntegerField(
        default=5_000, validators=[MinValueValidator(100), MaxValueValidator(20_000)], help_text=_("Characters.")
    )
    mail_moderators = models.BooleanField(
        default=True, help_text=_("Mail everybody who moderates, at most once an hour, while comments wait.")
    )
    words_version = models.PositiveIntegerField(default=0, editable=False)
    moderators_mailed_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sitecommentsettings_one_row")]

    def __str__(self) -> str:
        return "Comments"

    @classmethod
    def load(cls) -> Self:
        """Return the single row, created with defaults if the paper has none yet."""
        found, _created = cls._default_manager.get_or_create(pk=1)
        return found


class SectionCommentSettings(models.Model):
    """Settings of a section that override the paper's."""

    section = models.OneToOneField(
        "articles.Section", primary_key=True, on_delete=models.CASCADE, related_name="comment_settings"
    )
    premod = models.CharField(max_length=10, choices=Premod, default=Premod.INHERIT)
    close_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: as the paper.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Comments in {self.section}"
