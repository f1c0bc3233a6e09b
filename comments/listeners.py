"""What follows by itself: threads go with their stories, word lists are made anew."""

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
    """Show the thread of a story that readers may see, and make it if there is none."""
    threads.show_thread(article)


@receiver(signals.article_changed, sender=Article)
def follow(article: Article, **_: Any) -> None:
    """Take over what the story now says about its comments."""
    threads.follow_story(article)


@receiver([signals.article_unpublished, signals.article_withdrawn], sender=Article)
def hide(article: Article, **_: Any) -> None:
    """Hide the thread of a story that readers may not see."""
    threads.hide_thread(article)


@receiver(comments_published, sender=Comment)
def queue_reply_notices(comments: list[Comment], **_: Any) -> None:
    """Queue the notices of replies, and a job for those that are wanted at once."""
    if notices.queue_reply_notices(comments):
        tasks.send_reply_notices.defer()


@receiver([post_save, post_delete], sender=WordRule)
def make_word_list_anew(**_: Any) -> None:
    """Have every process look for what is on the lists now."""
    word_lists.note_change()


@receiver(post_save, sender=Reader)
def follow_name(instance: Reader, created: bool, update_fields: Any = None, **_: Any) -> None:
    """Show under a reader's comments the name they gave themselves."""
    if not created and (update_fields is None or "name" in update_fields) and instance.name:
        commenters.follow_name(instance)
