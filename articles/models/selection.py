"""Recommendations and charts, computed in advance by the worker. They can be computed again at any time."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fastpath.translations import label

from .story.querysets import ChartQuerySet, RecommendationQuerySet


class Recommendation(models.Model):
    """A story recommended under another, with its position and scores; see `articles.selection.recommended`."""

    class Reason(models.TextChoices):
        """The reason given to readers."""

        PINNED = "pinned", _("Editors’ choice")
        TAG = "tag", _("Also about {tag}")
        TEXT = "text", _("On a related subject")

    under = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="recommendations", db_index=False
    )
    story = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="recommended_under")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    tag = models.ForeignKey("articles.Tag", null=True, on_delete=models.SET_NULL, related_name="+")
    by_tags = models.FloatField(default=0, help_text="What shared tags speak for it: the rarer, the more.")
    by_text = models.FloatField(default=0, help_text="How alike headlines and standfirsts are, from 0 to 1.")
    freshness = models.FloatField(default=0, help_text="1 for a story of today, halved each month.")
    score = models.FloatField(default=0)

    objects = RecommendationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["under", "position"], name="recommendation_one_a_place"),  # a story's page
        ]

    def __str__(self) -> str:
        return self.why

    @property
    def why(self) -> str:
        """Return the reason given to readers. If the tag was deleted, it is a related subject."""
        about = self.reason == self.Reason.TAG
        said = label(self.Reason(self.Reason.TEXT if about and self.tag is None else self.reason))
        return said.format(tag=self.tag.name) if self.tag and about else said


class RecommendationRule(models.Model):
    """An editor's decision to pin `story` under another or to ban it there; under every story where `under` is null."""

    class Verdict(models.TextChoices):
        """Pinned or banned."""

        PIN = "pin", _("Pinned")
        BAN = "ban", _("Banned")

    under = models.ForeignKey(
        "articles.Article",
        null=True,
        on_delete=models.CASCADE,
        related_name="recommendation_rules",
        db_index=False,
    )
    story = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="recommendation_rules_on")
    verdict = models.CharField(max_length=3, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["under", "story"], name="recommendationrule_once"),
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(under=None), name="recommendationrule_once_everywhere"
            ),
            models.CheckConstraint(
                condition=~models.Q(under=models.F("story")), name="recommendationrule_not_under_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(under__isnull=False) | models.Q(verdict="ban"),
                name="recommendationrule_only_bans_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.story}"


class ChartEntry(models.Model):
    """A position in one of the charts: most-read stories, rising tags. All are replaced every ten minutes."""

    class Chart(models.TextChoices):
        """The charts there are."""

        DAY = "day"
        WEEK = "week"
        TRENDS = "trends"

    chart = models.CharField(max_length=10, choices=Chart)
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey("articles.Tag", null=True, on_delete=models.CASCADE, related_name="+")
    reads = models.PositiveIntegerField(null=True, help_text="In its time; null where stories were counted.")
    rise = models.FloatField(null=True, help_text="How many times its usual level; of tags.")
    course = models.JSONField(default=list, help_text="The level in eight steps up to now; of tags.")

    objects = ChartQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "chart entries"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["chart", "position"], name="chartentry_one_a_place"),
            models.CheckConstraint(
                condition=models.Q(article=None) ^ models.Q(tag=None), name="chartentry_a_story_or_a_tag"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chart} {self.position}"
