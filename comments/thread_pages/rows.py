"""Lightweight rows of comments on a thread page: few columns, and no model instances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..models import Comment, Commenter

OF_THE_PAPER: frozenset[str] = frozenset(map(str, (Commenter.Role.STAFF, Commenter.Role.MODERATOR)))

# `key` is the public id as text.
FIELDS = (
    *("pk", "key", "status", "parent_id", "root_id", "in_reply_to_id", "like_count", "reply_count"),
    *("is_featured", "published_at", "edited_at", "sort_seq", "is_by_author", "picked"),
    *("author__display_name", "author__role", "published_revision_id", "published_revision__html"),
)


@dataclass(slots=True, eq=False)
class RowAuthor:
    """The author of a comment, as shown to readers."""

    display_name: str
    role: str

    @property
    def is_of_the_paper(self) -> bool:
        """Return whether they are staff."""
        return self.role in OF_THE_PAPER


@dataclass(slots=True, eq=False)
class RowText:
    """The published text."""

    html: str


@dataclass(slots=True, eq=False)
class CommentRow:
    """A comment on a page, with the attributes of `Comment`. Without `published_revision` it is a tombstone."""

    pk: int
    public_id: str
    status: str
    parent_id: int | None
    root_id: int | None
    in_reply_to_id: int | None
    like_count: int
    reply_count: int
    is_featured: bool
    published_at: datetime
    edited_at: datetime | None
    sort_seq: int
    is_by_author: bool
    picked: bool
    author: RowAuthor
    published_revision_id: int | None
    published_revision: RowText | None
    answered: Any = None

    @property
    def path(self) -> str:
        """Return the path, as `Comment.path` does."""
        return Comment.path_of(self.public_id)

    def get_absolute_url(self) -> str:
        """Return the address, as `Comment.get_absolute_url()` does."""
        return f"{self.path}#c-{self.public_id}"


def comment_rows(rows: Sequence[tuple[Any, ...]]) -> list[CommentRow]:
    """Return comment rows made from database `rows` with FIELDS."""
    return [_row(*row) for row in rows]


def _row(*row: Any) -> CommentRow:
    *_, name, role, revision, html = row
    text = None if revision is None else RowText(html)
    values: tuple[Any, ...] = (*row[:-4], RowAuthor(name, role), revision, text)
    return CommentRow(*values)
