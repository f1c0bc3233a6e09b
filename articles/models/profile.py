"""Profiles: the people and desks that stories are credited to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from fastpath.cache_tags import CacheTagged

from .addressed import Addressed


class Profile(CacheTagged, Addressed, ClusterableModel):
    """A person, or a desk such as "Editorial Board". Never deleted, only made inactive."""

    class Kind(models.TextChoices):
        """Who a byline stands for."""

        PERSON = "person", _("Person")
        DESK = "desk", _("Desk")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    role = models.CharField(
        "role at the paper", max_length=120, blank=True, help_text="Such as “Energy correspondent”."
    )
    bio = models.TextField(blank=True, help_text="A few sentences for the box under each story.")
    portrait = models.ForeignKey(
        "articles.NewsImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="profile",
        verbose_name="staff account",
        help_text="Whose stories these are in the admin.",
    )
    active = models.BooleanField(default=True, help_text="Off: no longer offered for bylines.")

    address_view = "byline"
    cache_tag_prefix = "profile"

    class Meta:
        ordering = ["name"]

    @property
    def is_desk(self) -> bool:
        """Whether this is a desk and not one person."""
        return self.kind == self.Kind.DESK


class ProfileLink(Orderable):
    """Somewhere else that is the same person: a Mastodon account, a home page."""

    profile = ParentalKey(Profile, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)
    url = models.URLField(max_length=500)

    def __str__(self) -> str:
        return self.label
