"""What a reader has here: their comments, how they hear of replies, what they can take away, what goes when they go."""

from typing import Any

from django.http import HttpRequest

from readers.models import Reader
from readers.my_page import Part

from . import erasing, receipts
from .models import Appeal, Comment, Commenter, Flag
from .reasons import statement_of

SHOWN = 50


def context(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """Return the newest comments with where they stand and their receipts, and the choice of notices."""
    commenter = Commenter.objects.filter(reader=reader).first()
    if commenter is None:
        return {"commenter": None}
    rows = Comment.objects.by(commenter).exclude(status__in=["deleted", "erased"])
    newest = rows.select_related("thread__article", "current_revision", "appeal").defer("thread__article__body")
    found = list(newest[: SHOWN + 1])
    return {
        "commenter": commenter,
        "more": len(found) > SHOWN,
        "comments": [
            {
                "comment": comment,
                "story": comment.thread.article,
                "statement": statement_of(comment),
                "receipt": receipts.address_of(comment, proven=True),
            }
            for comment in found[:SHOWN]
        ],
        "notices": Commenter.Notices.choices,
    }


def export(reader: Reader) -> Any:
    """Return all that the reader wrote, reported and appealed, as JSON can hold it."""
    commenter = Commenter.objects.filter(reader=reader).first()
    if commenter is None:
        return {}
    return {
        "name": commenter.display_name,
        "mail_about_replies": commenter.reply_notices,
        "comments": [_comment(comment) for comment in _whole(commenter).iterator(chunk_size=500)],
        "reports": [
            {"comment": str(flag.comment.public_id), "reason": flag.reason, "text": flag.text, "at": _iso(flag.created_at)}
            for flag in Flag.objects.filter(reporter=commenter).select_related("comment").order_by("pk")
        ],
        "appeals": [
            {"comment": str(appeal.comment.public_id), "text": appeal.text, "state": appeal.state}
            for appeal in Appeal.objects.filter(comment__author=commenter).select_related("comment").order_by("pk")
        ],
    }


def _whole(commenter: Commenter) -> Any:
    rows = Comment.objects.by(commenter).select_related("thread__article").defer("thread__article__body")
    return rows.prefetch_related("revisions")


def _comment(comment: Any) -> dict[str, Any]:
    return {
        "id": str(comment.public_id),
        "story": comment.thread.article.full_url,
        "state": comment.status,
        "sent_at": _iso(comment.created_at),
        "published_at": _iso(comment.published_at),
        "likes": comment.like_count,
        "texts": [
            {"text": revision.source, "at": _iso(revision.created_at)}
            for revision in sorted(comment.revisions.all(), key=lambda revision: revision.n)
        ],
    }


def _iso(value: Any) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


PART = Part(
    name="comments",
    order=50,
    template="comments/parts/my_page.html",
    context=context,
    export=export,
    erase=erasing.erase,
)
