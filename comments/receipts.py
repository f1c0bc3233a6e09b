"""The receipt: a private page for one comment, for as long as its author may want to know what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from readers import tokens

from .models import Comment

RECEIPT = tokens.declare(tokens.Purpose("comment-receipt", timedelta(days=90)))


@dataclass(frozen=True)
class Receipt:
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


def read(token: str) -> Receipt:
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
    return Receipt(comment, bool(found.data.get("p")))
