"""What an author sees of their own comments, and nobody else.

Two keys open them: the cookie of a mailed link, and for one comment its receipt, a page with a private address.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from readers import tokens
from readers.identity import current_reader

from .models import Comment, Commenter

RECEIPT = tokens.declare(tokens.Purpose("comment-receipt", timedelta(days=90)))


@dataclass(frozen=True)
class CommentReceipt:
    """A comment, and whether who holds the link has shown that the address is theirs.

    Before that somebody may have used another's address: until the comment is confirmed they may change what they sent,
    and afterwards only look.
    """

    comment: Comment
    proven: bool

    @property
    def acts(self) -> bool:
        """Whether the holder may edit, delete and appeal."""
        return self.proven or self.comment.status == Comment.Status.UNCONFIRMED


def address_of(comment: Comment, *, proven: bool) -> str:
    """Return the path of the receipt of `comment`."""
    return reverse("comments:receipt", args=[tokens.make(RECEIPT, comment.public_id, p=int(proven))])


def read(token: str) -> CommentReceipt:
    """Return the receipt that `token` opens. Raises readers.tokens.BadToken, also once its author's data are erased."""
    found = tokens.read(RECEIPT, token)
    comment: Any = (
        Comment.objects.select_related(
            "thread__article", "author__reader", "current_revision", "published_revision", "appeal"
        )
        .defer("thread__article__body")
        .filter(public_id=found.subject)
        .first()
    )
    if comment is None or comment.author.reader is None:
        raise tokens.BadToken
    return CommentReceipt(comment, bool(found.data.get("p")))


def commenter(request: HttpRequest) -> Commenter | None:
    """Return who sent this request, if they have commented before."""
    reader = current_reader(request)
    return Commenter.objects.select_related("reader").filter(reader=reader).first() if reader else None


def own(request: HttpRequest) -> Any:
    """Return the comments of who sent this request, whatever their state, newest first; none if that is nobody."""
    author = commenter(request)
    if author is None:
        return Comment.objects.none()
    return Comment.objects.by(author).exclude(status="erased").select_related("current_revision", "thread__article")
