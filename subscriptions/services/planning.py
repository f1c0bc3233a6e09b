"""Planning of mailings. Editors choose before publication; the transaction that publishes creates the mailing."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from articles.models import Article, Correction

from ..models import Mailing, MailingChoice, PublicationEvent, Subscription, Topic
from . import locks

State: Any = Mailing.State
Kind: Any = Mailing.Kind
Choice: Any = MailingChoice.Choice

SEND_WINDOW = timedelta(hours=24)
"""The time after its due time in which a mailing is still sent automatically; later, staff must resume it."""
NO_HOLD = timedelta(0)
ARCHIVE_AGE = timedelta(days=7)
"""A story that is backdated by more than this comes from an archive, and is left out of digests."""


def choose(article: Article, choice: str, *, breaking: bool = False, user: AbstractUser | None = None) -> MailingChoice:
    """Store the choice about mail of `article` at its first publication; replaces an earlier choice."""
    values = {"choice": Choice(choice), "breaking": breaking, "by": user, "at": timezone.now()}
    return MailingChoice.objects.update_or_create(article=article, defaults=values)[0]


def audience(article: Article) -> tuple[int, list[tuple[Topic, int]]]:
    """Return the number of readers who would get `article` at once, and the numbers by topic, largest first.

    A reader of several topics counts once in the first number. `article` may be a draft.
    """
    topics = list(Topic.objects.of(article))
    wanting = Subscription.objects.wanting_at_once(topics)
    by_topic = dict(wanting.order_by().values_list("topic").annotate(n=Count("pk")))
    people = wanting.aggregate(n=Count("reader", distinct=True))["n"] if len(by_topic) > 1 else sum(by_topic.values())
    return people, sorted(((topic, by_topic.get(topic.pk, 0)) for topic in topics), key=lambda pair: -pair[1])


def record_publication(article: Article) -> None:
    """Assign the first publication of `article` its number in the caller's transaction; archive stories get none.

    Idempotent. Other publishing transactions wait from here until the commit, so call it late.
    """
    now = timezone.now()
    if article.first_published_at < now - ARCHIVE_AGE:
        return
    locks.publish_in_turn()
    newest = PublicationEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    event = PublicationEvent(seq=newest + 1, article=article, first_published_at=article.first_published_at, at=now)
    PublicationEvent.objects.bulk_create([event], ignore_conflicts=True)


def plan_chosen(article: Article) -> Mailing | None:
    """Plan the mailing that an editor chose for `article`, which is being published for the first time."""
    chosen = MailingChoice.objects.filter(article=article).first()
    if chosen is None or chosen.choice == Choice.NOT:
        return None
    return plan_mailing(article, breaking=chosen.breaking, later=chosen.choice == Choice.LATER, user=chosen.by)


def plan_mailing(
    article: Article,
    *,
    breaking: bool = False,
    later: bool = False,
    hold: timedelta | None = None,
    user: AbstractUser | None = None,
) -> Mailing:
    """Plan to mail the live story `article` when the hold is over: breaking news at once, `later` only on request.

    A story is mailed once: a frozen mailing is returned as it is. One that was cancelled before it was frozen, or that
    is held, is planned again. Raises ValidationError if the story is not live.
    """
    if not article.is_published():
        raise ValidationError(_("Only a published story can be mailed."))
    with transaction.atomic():
        mailing, _new = Mailing.objects.select_for_update().get_or_create(
            kind=Kind.ARTICLE, article=article, defaults={"planned_by": user}
        )
        if mailing.is_frozen:
            return mailing
        _hold(mailing, None if later else _hold_of(breaking, hold), breaking)
        log(instance=article, action="newsroom.mail", user=user, data={"breaking": breaking, "later": later})
    return mailing


def plan_correction(
    correction: Correction, *, hold: timedelta | None = None, user: AbstractUser | None = None
) -> Mailing:
    """Plan to mail `correction`, once, to readers who were sent its story and to readers who follow it."""
    with transaction.atomic():
        mailing, new = Mailing.objects.select_for_update().get_or_create(
            kind=Kind.CORRECTION, correction=correction, defaults={"article": correction.article, "planned_by": user}
        )
        if new or (mailing.state == State.CANCELLED and not mailing.is_frozen):
            _hold(mailing, _hold_of(False, hold), breaking=False)
            log(instance=correction.article, action="newsroom.mail_correction", user=user)
    return mailing


def _hold_of(breaking: bool, hold: timedelta | None) -> datetime:
    wait = timedelta(0) if breaking else timedelta(minutes=settings.MAIL_HOLD_MINUTES) if hold is None else hold
    return timezone.now() + wait


def _hold(mailing: Mailing, until: datetime | None, breaking: bool) -> None:
    mailing.state, mailing.breaking, mailing.hold_until = State.HELD, breaking, until
    mailing.not_after = until and until + SEND_WINDOW
    mailing.pause_reason = mailing.pause_detail = ""
    mailing.save(update_fields=["state", "breaking", "hold_until", "not_after", "pause_reason", "pause_detail"])
