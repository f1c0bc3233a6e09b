"""Receivers of publication signals; they run inside the transaction that publishes."""

from typing import Any

from django.dispatch import receiver

from articles import signals
from articles.models import Article

from .models import Mailing
from .services import mailing_control, planning


@receiver(signals.article_published, sender=Article)
def plan(article: Article, first_time: bool, **_: Any) -> None:
    """Record a first publication and plan the mailing that an editor chose; no story is mailed twice."""
    if first_time:
        planning.plan_chosen(article)
        planning.record_publication(article)


@receiver([signals.article_unpublished, signals.article_withdrawn], sender=Article)
def stop(article: Article, **_: Any) -> None:
    """Cancel all mailings of the story. Digests leave it out when they are sent."""
    for mailing in Mailing.objects.filter(article=article, state__in=["held", "sending", "paused"]):
        mailing_control.cancel(mailing)
