"""Publish, unpublish, withdraw, reinstate and correct stories; every change of state goes through these functions."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision

from .. import signals
from ..models import Article, Correction, OldAddress, Paper, UpdateNote, Withdrawal
from . import derived_data, readiness


class PublishingRefusedError(ValidationError):
    """The story may not go live as it is. `error_dict` has a message for each field."""

    def __str__(self) -> str:
        return " ".join(self.messages)


def publish(
    revision: Revision,
    *,
    user: Any = None,
    at: datetime | None = None,
    **options: Any,
) -> Article:
    """Publish `revision`, or approve it for its scheduled time, and return the story.

    `at` backdates the publication of an imported story. `options` are those of Wagtail's own action. Atomic: the
    text, its address, its rendered body, its search vector and its listings change together. Raises
    PublishingRefusedError if something is missing, the embargo forbids it or the story was withdrawn.
    """
    with transaction.atomic(), Paper.current().as_current():
        rows = Article.objects.select_for_update(of=("self",)).select_related("withdrawal")
        before = rows.get(pk=revision.object_id)
        action = PublishRevisionAction(revision, user=user, **_without_none(options))
        story: Article = action.object
        _refuse_if_withdrawn(before)
        if before.live and revision.approved_go_live_at:
            story.slug = before.slug  # scheduled publishing does not change an address that readers know
        _refuse_unless_ready(story)
        if at and not story.first_published_at:
            story.first_published_at = at
        action.execute(skip_permission_checks=options.get("skip_permission_checks", False))
        if story.live_revision_id != revision.pk:
            return story  # approved for later; nothing changed for readers
        _fix_address(story, before)
        if at:
            story.last_published_at = at
        story.save(update_fields=["address", "last_published_at"])
        derived_data.refresh(story)
        _send_signals(story, before)
    return story


def unpublish(article: Article, *, user: Any = None, expired: bool = False, log_action: Any = True) -> None:
    """Take `article` off the site; it can be published again. Does nothing if it is not live."""
    with transaction.atomic():
        row = Article.objects.select_for_update().get(pk=article.pk)
        if not row.live:
            return
        UnpublishAction(row, set_expired=expired, user=user, log_action=log_action).execute(skip_permission_checks=True)
        derived_data.clear(row)
        signals.article_unpublished.send(Article, article=row)
    article.refresh_from_db(fields=["live", "expired", "has_unpublished_changes", "live_revision"])


def withdraw(article: Article, *, reason: str, user: Any = None) -> Withdrawal:
    """Withdraw `article` for legal reasons: its address answers 410 with `reason`, and it cannot be published."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why; readers will see it."})
    with transaction.atomic():
        unpublish(article, user=user)
        article.revisions.update(approved_go_live_at=None)  # a reinstated story is not published by an old schedule
        withdrawal, _ = Withdrawal.objects.update_or_create(article=article, defaults={"reason": reason, "by": user})
        log(instance=article, action="newsroom.withdraw", user=user, data={"reason": reason})
        signals.article_withdrawn.send(Article, article=article)
    return withdrawal


def reinstate(article: Article, *, user: Any = None) -> None:
    """Lift the withdrawal of `article`; it is a draft again and may be published."""
    with transaction.atomic():
        Withdrawal.objects.filter(article=article).delete()
        log(instance=article, action="newsroom.reinstate", user=user)


def correct(article: Article, *, kind: str, text: str, user: Any = None, at: datetime | None = None) -> Correction:
    """Add a correction under the live story `article` and on the corrections page; return it."""
    with transaction.atomic():
        row = Article.objects.select_for_update().get(pk=article.pk)
        _refuse_unless_live(row)
        correction = Correction(article=row, kind=kind, text=text, by=user, at=at or timezone.now())
        correction.full_clean()
        correction.save()
        log(instance=row, action="newsroom.correct", user=user, data={"kind": kind, "text": text})
        signals.article_corrected.send(Article, article=row, correction=correction)
        signals.article_changed.send(Article, article=row)
    return correction


def note_update(article: Article, *, text: str, user: Any = None, at: datetime | None = None) -> UpdateNote:
    """Add an update note under the live story `article`; return it."""
    with transaction.atomic():
        row = Article.objects.select_for_update().get(pk=article.pk)
        _refuse_unless_live(row)
        note = UpdateNote(article=row, text=text, by=user, at=at or timezone.now())
        note.full_clean()
        note.save()
        log(instance=row, action="newsroom.note_update", user=user, data={"text": text})
        signals.article_changed.send(Article, article=row)
    return note


def _without_none(options: dict[str, Any]) -> dict[str, Any]:
    known = ("changed", "log_action", "previous_revision")
    return {name: options[name] for name in known if options.get(name) is not None}


def _refuse_if_withdrawn(article: Article) -> None:
    if hasattr(article, "withdrawal"):
        raise PublishingRefusedError("This story was withdrawn for legal reasons. It must be reinstated first.")


def _refuse_unless_live(article: Article) -> None:
    if not article.live:
        raise PublishingRefusedError("Only a published story can be corrected. Edit the draft instead.")


def _refuse_unless_ready(story: Article) -> None:
    problems: dict[str, list[str]] = {}
    for field, sentence in readiness.missing(story):
        problems.setdefault(field, []).append(sentence)
    if reason := readiness.embargo_reason(story):
        problems.setdefault("embargo_until", []).append(reason)
    if problems:
        raise PublishingRefusedError(problems)
    try:
        story.full_clean()
    except ValidationError as error:
        raise PublishingRefusedError(error.message_dict) from error


def _fix_address(story: Article, before: Article) -> None:
    """Set the address, whose section and month are fixed at first publication; redirect the old one if it changed."""
    story.address = story.wanted_address()
    OldAddress.objects.remove(story.get_absolute_url())
    if before.address and before.address != story.address:
        OldAddress.objects.redirect(story, before.get_absolute_url())


def _send_signals(story: Article, before: Article) -> None:
    if before.live:
        signals.article_changed.send(Article, article=story)
    else:
        signals.article_published.send(Article, article=story, first_time=before.address is None)
