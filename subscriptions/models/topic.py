"""Topics that readers can subscribe to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import TopicQuerySet

_OBJECTS = {"section": "section", "tag": "tag", "byline": "profile", "article": "article"}


def _one_target_per_kind() -> Q:
    """Return the condition that each kind has its own foreign key set and no other; "all" has none."""
    allowed = Q()
    for kind in ("all", *_OBJECTS):
        given = {f"{field}__isnull": field != _OBJECTS.get(kind) for field in _OBJECTS.values()}
        allowed |= Q(kind=kind, **given)
    return allowed


class Topic(models.Model):
    """A subject of subscriptions: all stories, a section, a tag, a byline, or the corrections of one story.

    Created by the first subscription. It has no name of its own: it takes that of its section, tag, byline or story.
    """

    class Kind(models.TextChoices):
        """The kind of object that a topic is about."""

        ALL = "all", _("everything")
        SECTION = "section", _("a section")
        TAG = "tag", _("a tag")
        BYLINE = "byline", _("an author")
        ARTICLE = "article", _("a story")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    section = models.OneToOneField("articles.Section", null=True, blank=True, on_delete=models.CASCADE)
    tag = models.OneToOneField("articles.Tag", null=True, blank=True, on_delete=models.CASCADE)
    profile = models.OneToOneField("articles.Profile", null=True, blank=True, on_delete=models.CASCADE)
    article = models.OneToOneField("articles.Article", null=True, blank=True, on_delete=models.CASCADE)

    wagtail_reference_index_ignore = True
    objects = TopicQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=_one_target_per_kind(), name="topic_is_about_one_thing"),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="all"), name="topic_all_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> models.Model | None:
        """Return the section, tag, profile or story; None for all stories."""
        field = _OBJECTS.get(self.kind)
        return getattr(self, field) if field else None

    @property
    def name(self) -> str:
        """Return the name that readers see."""
        return str(self.about or _("All stories"))
