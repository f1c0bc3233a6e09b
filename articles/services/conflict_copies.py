"""Save, restore and discard conflict copies: the text of a person who saved a story after somebody else had."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from ..models import Article, ConflictCopy


def save_conflict_copy(article: Article, story: Article, *, user: Any, wanted: str) -> ConflictCopy:
    """Save `story`, which is `article` as `user` wrote it, as a conflict copy; `article` itself stays as it is."""
    return ConflictCopy.objects.create(
        article=article, user=user, content=story.serializable_data(), wanted=wanted[:40]
    )


def restore_conflict_copy(draft: ConflictCopy) -> Revision:
    """Make the conflict copy the latest draft; the text it replaces stays in the story's history."""
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
    """Keep the saved text. The conflict copy stays in the database, marked as settled."""
    _settle(draft)


def _settle(draft: ConflictCopy) -> None:
    draft.settled_at = timezone.now()
    draft.save(update_fields=["settled_at"])
