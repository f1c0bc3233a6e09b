"""Export and erasure of a reader's comments. Erased comments stay as empty tombstones."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from outbox.models import OutgoingMail
from readers.models import Reader

from ..models import (
    Appeal,
    Comment,
    Commenter,
    CommenterNote,
    CommenterOrigin,
    CommentRevision,
    Flag,
    ModerationDecision,
    ModerationReason,
    Reaction,
    ReplyNotification,
    WordToAuthor,
)
from . import changes
from .changes import AUTHOR, StateChange
from .responses import reader_key

Action: Any = ModerationDecision.Action
Status: Any = Comment.Status


def export(reader: Reader) -> list[dict[str, Any]]:
    """Return the reader's comments as JSON-serialisable data, newest first."""
    rows = Comment.objects.filter(author__reader=reader).select_related("thread__article", "current_revision")
    return [
        {
            "id": str(comment.public_id),
            "story": comment.thread.article.full_url,
            "text": comment.current_revision.source if comment.current_revision else "",
            "state": comment.status,
            "written": comment.created_at.isoformat(),
            "published": comment.published_at.isoformat() if comment.published_at else None,
            "likes": comment.like_count,
        }
        for comment in rows.order_by("-created_at", "-id")
    ]


@transaction.atomic
def erase(reader: Reader) -> int:
    """Erase the reader's comments, reports and likes, and return the number of comments.

    Deletes texts, name, networks and notes about them. The comments stay as tombstones, so that replies of others still
    make sense. Decisions stay without their notes.
    """
    _responses_of(reader)
    author = Commenter.objects.filter(reader=reader).first()
    if author is None:
        return 0
    ids = list(Comment.objects.filter(author=author).values_list("pk", flat=True))
    comments = changes.lock(ids)
    changes.apply(
        [
            StateChange(comment, Status.ERASED, Action.ERASE)
            for comment in comments.values()
            if comment.status != Status.ERASED
        ],
        AUTHOR,
    )
    _take_back_mail(ids)
    blank(ids)
    CommenterOrigin.objects.filter(comment__in=ids).delete()
    Comment.objects.filter(pk__in=ids).update(submission=None)
    ModerationDecision.objects.filter(comment__in=ids).exclude(note="").update(note="")
    ModerationDecision.objects.filter(commenter=author).exclude(note="").update(note="")
    CommenterNote.objects.filter(commenter=author).delete()
    ReplyNotification.objects.filter(recipient=author).delete()
    Commenter.objects.filter(pk=author.pk).update(
        reader=None, display_name="", reply_notices=Commenter.Notices.OFF, erased_at=timezone.now()
    )
    return len(ids)


def _take_back_mail(ids: list[int]) -> None:
    """Delete unsent mail that quotes these comments; mail already sent keeps no text."""
    sent = ReplyNotification.objects.filter(comment__in=ids).exclude(delivery=None)
    OutgoingMail.objects.filter(public_id__in=sent.values("delivery")).delete()
    ReplyNotification.objects.filter(comment__in=ids).update(delivery=None)


def blank(ids: list[int]) -> None:
    """Delete the texts of these comments, and everything that quotes them."""
    CommentRevision.objects.filter(comment__in=ids).update(source="", html="", text="", text_hash="", link_count=0)
    ModerationReason.objects.filter(revision__comment__in=ids).update(detail={})
    Appeal.objects.filter(comment__in=ids).update(text="")
    WordToAuthor.objects.filter(decision__comment__in=ids).delete()
    Flag.objects.filter(comment__in=ids).update(text="")  # reports may quote the comment


def _responses_of(reader: Reader) -> None:
    """Anonymise the reader's reports, which keep their weight, and delete their likes."""
    key = reader_key(reader)
    for flag in Flag.objects.filter(Q(reporter_key=key) | Q(reporter__reader=reader)):
        flag.reporter, flag.text, flag.reporter_key = None, "", f"gone:{flag.pk}"
        flag.save(update_fields=["reporter", "text", "reporter_key"])
    liked = Reaction.objects.filter(actor_key=key)
    Comment.objects.filter(reactions__in=liked).update(like_count=F("like_count") - 1)
    liked.delete()
