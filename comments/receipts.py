"""Authors' access to their own comments.

Access comes from the sign-in cookie, or for one comment from its receipt: a page with a signed, private address.
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
    """A comment opened by its receipt, and whether the holder has proven that the address is theirs.

    Until then the address may have been entered by somebody else: the holder may change an unconfirmed comment, and
    only view a confirmed one.
    """

    comment: Comment
    proven: bool

    @property
    def acts(self) -> bool:
        """Return whether the holder may edit, delete and appeal."""
        return self.proven or self.comment.status == Comment.Status.UNCONFIRMED


def address_of(comment: Comment, *, proven: bool) -> str:
    """Return the path of the receipt of `comment`."""
    return reverse("comments:receipt", args=[tokens.make(RECEIPT, comment.public_id, p=int(proven))])


def read(token: str) -> CommentReceipt:
    """Return the receipt for `token`.

    Raises readers.tokens.BadToken if it is invalid, or the author's data were erased.
    """
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
    """Return the commenter who sent this request, if they have commented before."""
    reader = current_reader(request)
    return Commenter.objects.select_related("reader").filter(reader=reader).first() if reader else None


def own(request: HttpRequest) -> Any:
    """Return all comments of the sender of this request in any state, newest first; none without a sign-in."""
    author = commenter(request)
    if author is None:
        return Comment.objects.none()
    return Comment.objects.by(author).exclude(status="erased").select_related("current_revision", "thread__article")
