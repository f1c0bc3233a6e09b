"""What an author sees of their own comments, and nobody else: the cookie of a mailed link is the only key."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from readers.identity import current_reader

from .models import Comment, Commenter


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


def find(request: HttpRequest, public_id: UUID) -> Comment | None:
    """Return the comment with this id if it is of who sent this request; None, as if there were none, if not."""
    found: Comment | None = own(request).filter(public_id=public_id).first()
    return found
