"""Named recipes for asking after topics, subscriptions, mailings and deliveries."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from articles.models import Article


class TopicQuerySet(models.QuerySet):
    """Recipes for topics."""

    def everything(self) -> Any:
        """Return the topic of all stories."""
        return self.get_or_create(kind="all")[0]

    def about(self, thing: models.Model) -> Any:
        """Return the topic of a section, tag, profile or story, made if there is none yet.

        Raises LookupError if `thing` is none of these.
        """
        kinds = {"section": "section", "tag": "tag", "profile": "byline", "article": "article"}
        name = thing._meta.model_name or ""
        return self.get_or_create(kind=kinds[name], **{name: thing})[0]

    def of(self, article: "Article") -> Self:
        """Topics whose subscribers get `article` when it is published."""
        tags = [item.tag_id for item in article.tagged_items.all()]
        profiles = [byline.profile_id for byline in article.bylines.all() if byline.profile_id]
        found = Q(kind="all") | Q(section=article.section_id, section__isnull=False)
        return self.filter(found | Q(tag__in=tags) | Q(profile__in=profiles)).with_names()

    def with_names(self) -> Self:
        """With what their names need."""
        return self.select_related("section", "tag", "profile", "article")


class SubscriptionQuerySet(models.QuerySet):
    """Recipes for subscriptions."""

    def active(self) -> Self:
        """Those that cause mail."""
        return self.filter(state="active")

    def standing(self) -> Self:
        """Those that were confirmed and not taken back: active and paused."""
        return self.filter(state__in=["active", "paused"])

    def wanting_at_once(self, topics: Any) -> Self:
        """Those that have a story of one of `topics` mailed at once."""
        return self.active().filter(cadence="instant", topic__in=topics)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Pending, and asked for before `moment`."""
        return self.filter(state="pending", changed_at__lt=moment)

    def newest(self) -> Self:
        """All, newest first, with their readers and the names of their topics."""
        return self.order_by("-created_at", "-id").with_names().select_related("reader")

    def before(self, at: datetime, pk: int) -> Self:
        """Those that come after this place in the list of the newest."""
        return self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)

    def with_names(self) -> Self:
        """With what the names of their topics need."""
        return self.select_related("topic__section", "topic__tag", "topic__profile", "topic__article")


class MailingQuerySet(models.QuerySet):
    """Recipes for mailings."""

    def due_to_freeze(self, now: datetime) -> Self:
        """Held until a time that has come."""
        return self.filter(state="held", hold_until__lte=now).order_by("-breaking", "hold_until", "id")

    def being_sent(self) -> Self:
        """In the order in which they go out: breaking news, stories and corrections, digests."""
        return self.filter(state="sending").order_by("-breaking", "cadence", "frozen_at", "id")

    def moving(self) -> Self:
        """Those whose numbers change: being sent, or stopped with something still open."""
        stopped = Q(state__in=["paused", "cancelled"], prepared_n__gt=F("sent_n") + F("failed_n") + F("skipped_n"))
        return self.filter(Q(state="sending") | stopped)

    def closing(self) -> Self:
        """Cancelled, with deliveries that are still open."""
        return self.moving().filter(state="cancelled")

    def newest(self) -> Self:
        """All, newest first."""
        return self.order_by("-created_at", "-id")

    def before(self, at: datetime, pk: int) -> Self:
        """Those that come after this place in the list of the newest."""
        return self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)

    def without_words(self) -> Self:
        """Without what was written in them, which is large, and with what their names need."""
        return self.select_related("article").defer("html_snapshot", "text_snapshot", "article__body")


class DeliveryQuerySet(models.QuerySet):
    """Recipes for deliveries."""

    def open(self) -> Self:
        """Those that still wait for an answer."""
        return self.filter(state__in=self.model.OPEN)

    def in_hand(self) -> Self:
        """Those that a sender has, or had when it died."""
        return self.filter(state__in=["claimed", "sending"])

    def to_send(self) -> Self:
        """Those that nobody has in hand, of mailings that are being sent."""
        return self.filter(state="pending", mailing__state="sending")

    def of_address(self, address_hash: str) -> Self:
        """All to one address, newest first."""
        return self.filter(address_hash=address_hash).order_by("-id")

    def in_state(self, state: str, after: int = 0) -> Self:
        """Those in `state`, in the order they were prepared, after the row `after`."""
        return self.filter(state=state, pk__gt=after).order_by("pk")

    def deferred_until(self, now: datetime) -> Self:
        """Deferred ones whose wait is over at `now`."""
        return self.filter(state="deferred", next_at__lte=now)

    def uncertain(self) -> Self:
        """Those that were handed over without an answer, with what their Message-IDs need."""
        return self.filter(state="uncertain").select_related("mailing").order_by("pk")
