"""Querysets of topics, subscriptions, mailings and deliveries."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from articles.models import Article


class TopicQuerySet(models.QuerySet):
    """Queries for topics."""

    def everything(self) -> models.Model:
        """Return the topic of all stories, created if necessary."""
        return self.get_or_create(kind="all")[0]

    def about(self, thing: models.Model) -> models.Model:
        """Return the topic of a section, tag, profile or story, created if necessary.

        Raises LookupError if `thing` is none of these.
        """
        kinds = {"section": "section", "tag": "tag", "profile": "byline", "article": "article"}
        name = thing._meta.model_name or ""
        return self.get_or_create(kind=kinds[name], **{name: thing})[0]

    def of(self, article: "Article") -> Self:
        """Select the topics whose subscribers get `article` when it is published."""
        tags = [item.tag_id for item in article.tagged_items.all()]
        profiles = [byline.profile_id for byline in article.bylines.all() if byline.profile_id]
        found = Q(kind="all") | Q(section=article.section_id, section__isnull=False)
        return self.filter(found | Q(tag__in=tags) | Q(profile__in=profiles)).with_names()

    def with_names(self) -> Self:
        """Join the tables that the names of topics need."""
        return self.select_related("section", "tag", "profile", "article")


class SubscriptionQuerySet(models.QuerySet):
    """Queries for subscriptions."""

    def active(self) -> Self:
        """Select subscriptions that cause mail."""
        return self.filter(state="active")

    def standing(self) -> Self:
        """Select active and paused subscriptions."""
        return self.filter(state__in=["active", "paused"])

    def wanting_at_once(self, topics: Iterable[models.Model]) -> Self:
        """Select active subscriptions to one of `topics` that get stories at once."""
        return self.active().filter(cadence="instant", topic__in=topics)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Select subscriptions that have been pending since before `moment`."""
        return self.filter(state="pending", changed_at__lt=moment)

    def newest(self) -> Self:
        """Order by newest first, and join readers and the names of topics."""
        return self.order_by("-created_at", "-id").with_names().select_related("reader")

    def before(self, at: datetime, pk: int) -> Self:
        """Select the rows after this one in the order of `newest` (keyset pagination)."""
        return self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)

    def with_names(self) -> Self:
        """Join the tables that the names of the topics need."""
        return self.select_related("topic__section", "topic__tag", "topic__profile", "topic__article")


class MailingQuerySet(models.QuerySet):
    """Queries for mailings."""

    def due_to_freeze(self, now: datetime) -> Self:
        """Select mailings that are held until a time that has come, breaking news first."""
        return self.filter(state="held", hold_until__lte=now).order_by("-breaking", "hold_until", "id")

    def being_sent(self) -> Self:
        """Select mailings being sent, in the order of sending: breaking news, stories and corrections, digests."""
        return self.filter(state="sending").order_by("-breaking", "cadence", "frozen_at", "id")

    def moving(self) -> Self:
        """Select mailings whose counts change: being sent, or stopped with open deliveries."""
        stopped = Q(state__in=["paused", "cancelled"], prepared_n__gt=F("sent_n") + F("failed_n") + F("skipped_n"))
        return self.filter(Q(state="sending") | stopped)

    def closing(self) -> Self:
        """Select cancelled mailings with open deliveries."""
        return self.moving().filter(state="cancelled")

    def newest(self) -> Self:
        """Order by newest first."""
        return self.order_by("-created_at", "-id")

    def before(self, at: datetime, pk: int) -> Self:
        """Select the rows after this one in the order of `newest` (keyset pagination)."""
        return self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)

    def without_words(self) -> Self:
        """Defer the large columns, and join the story that the name of a mailing needs."""
        return self.select_related("article").defer("html_snapshot", "text_snapshot", "article__body")


class DeliveryQuerySet(models.QuerySet):
    """Queries for deliveries."""

    def open(self) -> Self:
        """Select deliveries without a final state."""
        return self.filter(state__in=self.model.OPEN)

    def in_hand(self) -> Self:
        """Select deliveries that a living or dead sender has claimed."""
        return self.filter(state__in=["claimed", "sending"])

    def to_send(self) -> Self:
        """Select pending deliveries of mailings that are being sent."""
        return self.filter(state="pending", mailing__state="sending")

    def of_address(self, address_hash: str) -> Self:
        """Select all deliveries to one address, newest first."""
        return self.filter(address_hash=address_hash).order_by("-id")

    def in_state(self, state: str, after: int = 0) -> Self:
        """Select deliveries in `state` with a key above `after`, in the order of creation."""
        return self.filter(state=state, pk__gt=after).order_by("pk")

    def deferred_until(self, now: datetime) -> Self:
        """Select deferred deliveries that may be tried again at `now`."""
        return self.filter(state="deferred", next_at__lte=now)

    def uncertain(self) -> Self:
        """Select deliveries without an answer, and join the mailings that their Message-IDs need."""
        return self.filter(state="uncertain").select_related("mailing").order_by("pk")
