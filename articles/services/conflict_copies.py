"""Two people saving one story: the later text is set aside, shown beside the earlier one, and taken up or let go."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from ..models import Article, ConflictCopy


def save_conflict_copy(article: Article, story: Article, *, user: Any, wanted: str) -> ConflictCopy:
    """Keep `story`, which is `article` as `user` wrote it, without touching what is saved."""
    return ConflictCopy.objects.create(
        article=article, user=user, content=story.serializable_data(), wanted=wanted[:40]
    )


def restore_conflict_copy(draft: ConflictCopy) -> Revision:
    """Make the text that was set aside the latest draft; what it replaces stays in the story's history."""
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=draft.article_id)
        story = article.with_content_json(draft.content)
        if not article.live:
            story.save()
        revision: Revision = story.save_revision(user=draft.user, clean=False)
        log(instance=article, action="newsroom.take_up", user=draft.user, revision=revision, content_changed=True)
        _settle(draft)
    return revision


def discard_conflict_copy(draft: ConflictCopy) -> None:
    """Keep what is saved. The text that was set aside stays in the database, out of the way."""
    _settle(draft)


def _settle(draft: ConflictCopy) -> None:
    draft.settled_at = timezone.now()
    draft.save(update_fields=["settled_at"])
