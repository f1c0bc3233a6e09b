"""What can be subscribed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import TopicQuerySet

_OBJECTS = {"section": "section", "tag": "tag", "byline": "profile", "article": "article"}


def _one_target_per_kind() -> Q:
    """Each kind points at its own thing and at no other; "all" at none."""
    allowed = Q()
    for kind in ("all", *_OBJECTS):
        given = {f"{field}__isnull": field != _OBJECTS.get(kind) for field in _OBJECTS.values()}
        allowed |= Q(kind=kind, **given)
    return allowed


class Topic(models.Model):
    """What a reader can have mailed: everything, a section, a tag, what somebody writes, what becomes of one story.

    Made when somebody first asks for it. It has no name of its own, so a section that is renamed is renamed here.
    """

    class Kind(models.TextChoices):
        """What it points at."""

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
        """The section, tag, profile or story; None for everything."""
        field = _OBJECTS.get(self.kind)
        return getattr(self, field) if field else None

    @property
    def name(self) -> str:
        """What readers call it."""
        return str(self.about or _("All stories"))
