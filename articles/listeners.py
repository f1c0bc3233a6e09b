"""What follows by itself from a change."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from . import signals
from .front import banner
from .models import Article, NewsImage
from .tasks import choose_recommended, cut_sitemap, defer_together, learn_words, make_renditions, make_social_card


@receiver(post_save, sender=NewsImage)
def order_renditions(instance: NewsImage, **_: Any) -> None:
    """Have the worker make what is missing: after an upload, a new file, another focal point."""
    make_renditions.defer(image_id=instance.pk)


@receiver([signals.article_published, signals.article_changed], sender=Article)
def order_what_follows(article: Article, **_: Any) -> None:
    """Have the worker draw the headline of a story without a picture, choose what is recommended, and so on."""
    defer_together(make_social_card, choose_recommended, learn_words, cut_sitemap, article_id=article.pk)


@receiver(signals.article_changed, sender=Article)
def follow_with_banner(article: Article, **_: Any) -> None:
    """Let the breaking banner lead to the story's new address."""
    banner.update_address(article)


@receiver(signals.article_unpublished, sender=Article)
def take_banner_down(article: Article, **_: Any) -> None:
    """Take down a breaking banner that leads to a story which is no longer there."""
    banner.remove_story(article)
