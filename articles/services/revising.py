"""Changes of a single field made from the list of stories: add a tag, move to a section; and copying a story."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log

from ..models import Article, Section, Tag
from . import publishing


class RefusedError(ValidationError):
    """The story cannot be changed now."""

    def __str__(self) -> str:
        return " ".join(self.messages)


def add_tag(article: Article, tag: Tag, *, user: Any) -> bool:
    """Add the tag to `article`; return False if it has it already."""

    def change(story: Article) -> bool:
        if tag in story.tags.all():
            return False
        story.tags.add(tag)
        return True

    return _revise(article, change, user=user, action="newsroom.add_tag", data={"tag": tag.name})


def move_to_section(article: Article, section: Section, *, user: Any) -> bool:
    """Move `article` to `section`; return False if it is there already. The address of a published story stays."""

    def change(story: Article) -> bool:
        if story.section_id == section.pk:
            return False
        story.section = section
        return True

    return _revise(article, change, user=user, action="newsroom.move", data={"section": section.name})


# Fields that belong to one story only, and times that do not apply to a copy.
NOT_COPIED = [*Article.default_exclude_fields_in_copy, "go_live_at", "expire_at", "embargo_until"]


def copy_of(article: Article) -> Article:
    """Return an unsaved copy of the latest text of `article`, without slug, owner, address and times."""
    latest = article.get_latest_revision_as_object()
    copy: Article
    history = [field.name for field in Article._meta.private_fields]  # revisions and reviews
    copy, _ = latest.copy_cluster(exclude_fields=[*NOT_COPIED, *history])
    copy.live = False
    return copy


def refuse_if_held(article: Article, user: Any) -> None:
    """Raise RefusedError if the story has an approved schedule, or is locked or in review by somebody else."""
    if article.approved_schedule:
        raise RefusedError("It is scheduled with its present text. Open it, and schedule it again after the change.")
    lock = article.get_lock()
    if lock and lock.for_user(user):
        raise RefusedError("It is locked by somebody else, or in review.")


def _revise(article: Article, change: Callable[[Article], bool], *, user: Any, action: str, data: Any) -> bool:
    """Apply `change` to the latest text of `article`, and publish it if that text is live and `user` may publish.

    In a live story with unpublished changes only the draft is changed: publishing would publish those changes too.
    """
    with transaction.atomic():
        row = Article.objects.select_for_update().get(pk=article.pk)
        refuse_if_held(row, user)
        readers_have_it = row.live and not row.has_unpublished_changes
        story = row.get_latest_revision_as_object()
        if not change(story):
            return False
        if not row.live:
            story.full_clean()
            story.save()
        revision = story.save_revision(user=user, changed=True)
        log(instance=row, action=action, user=user, revision=revision, data=data, content_changed=True)
        if readers_have_it and user.has_perm("articles.publish_article"):
            publishing.publish(revision, user=user, log_action=False)
    return True
