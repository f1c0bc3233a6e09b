"""Signal receivers: the jobs and updates that follow from a change."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from . import signals
from .front import banner
from .models import Article, NewsImage
from .tasks import choose_recommended, cut_sitemap, defer_together, learn_words, make_renditions, make_social_card


@receiver(post_save, sender=NewsImage)
def defer_renditions(instance: NewsImage, **_: Any) -> None:
    """Queue the missing renditions, after an upload, a new file or another focal point."""
    make_renditions.defer(image_id=instance.pk)


@receiver([signals.article_published, signals.article_changed], sender=Article)
def defer_story_jobs(article: Article, **_: Any) -> None:
    """Queue the jobs that follow a publication: social card, recommendations, search words, sitemap."""
    defer_together(make_social_card, choose_recommended, learn_words, cut_sitemap, article_id=article.pk)


@receiver(signals.article_changed, sender=Article)
def update_banner_address(article: Article, **_: Any) -> None:
    """Update the link of the breaking banner if the story's address changed."""
    banner.update_address(article)


@receiver(signals.article_unpublished, sender=Article)
def remove_banner(article: Article, **_: Any) -> None:
    """Remove a breaking banner that links to the story, which is no longer live."""
    banner.remove_story(article)
