"""Signal listeners: threads follow their stories, notices follow publication, word lists are reloaded."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles import signals
from articles.models import Article
from readers.models import Reader

from . import tasks
from .models import Comment, WordRule
from .services import commenters, notices, threads, word_lists
from .signals import comments_published


@receiver(signals.article_published, sender=Article)
def show(article: Article, **_: Any) -> None:
    """Show the thread of a published story; create it if there is none."""
    threads.show_thread(article)


@receiver(signals.article_changed, sender=Article)
def follow(article: Article, **_: Any) -> None:
    """Update the thread from the comment settings of its story."""
    threads.follow_story(article)


@receiver([signals.article_unpublished, signals.article_withdrawn], sender=Article)
def hide(article: Article, **_: Any) -> None:
    """Hide the thread of a story that readers may no longer see."""
    threads.hide_thread(article)


@receiver(comments_published, sender=Comment)
def queue_reply_notices(comments: list[Comment], **_: Any) -> None:
    """Queue the notices of replies, and a job that sends those wanted at once."""
    if notices.queue_reply_notices(comments):
        tasks.send_reply_notices.defer()


@receiver([post_save, post_delete], sender=WordRule)
def reload_word_lists(**_: Any) -> None:
    """Have every process reload the word lists."""
    word_lists.note_change()


@receiver(post_save, sender=Reader)
def follow_name(instance: Reader, created: bool, update_fields: Any = None, **_: Any) -> None:
    """Update the name under a reader's comments when they change it."""
    if not created and (update_fields is None or "name" in update_fields) and instance.name:
        commenters.follow_name(instance)
