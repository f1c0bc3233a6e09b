"""What follows from a story's publication: inside its transaction, so that both happen or neither."""

from typing import Any

from django.dispatch import receiver

from articles import signals
from articles.models import Article

from .models import Mailing
from .services import mailing_control, planning


@receiver(signals.article_published, sender=Article)
def plan(article: Article, first_time: bool, **_: Any) -> None:
    """Number the publication, and plan the mail that an editor chose. A story that returns is not mailed again."""
    if first_time:
        planning.plan_chosen(article)
        planning.record_publication(article)


@receiver([signals.article_unpublished, signals.article_withdrawn], sender=Article)
def stop(article: Article, **_: Any) -> None:
    """Let nothing more of what brings the story go out. Of digests it is left out when they are sent."""
    for mailing in Mailing.objects.filter(article=article, state__in=["held", "sending", "paused"]):
        mailing_control.cancel(mailing)
