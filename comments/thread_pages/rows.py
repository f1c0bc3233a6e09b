"""Comments as a page of a thread shows them: thirty of them, so they are made of few columns, without models."""

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
    """Who wrote it, as readers know them."""

    display_name: str
    role: str

    @property
    def is_of_the_paper(self) -> bool:
        """Whether they speak for the paper."""
        return self.role in OF_THE_PAPER


@dataclass(slots=True, eq=False)
class RowText:
    """The text that readers see."""

    html: str


@dataclass(slots=True, eq=False)
class CommentRow:
    """A comment on a page; it reads as a `Comment` does. Without `published_revision` it is a tombstone."""

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
        """As of a `Comment`."""
        return Comment.path_of(self.public_id)

    def get_absolute_url(self) -> str:
        """As of a `Comment`."""
        return f"{self.path}#c-{self.public_id}"


def comment_rows(rows: Sequence[tuple[Any, ...]]) -> list[CommentRow]:
    """Return what `rows` with FIELDS are."""
    return [_row(*row) for row in rows]


def _row(*row: Any) -> CommentRow:
    *_, name, role, revision, html = row
    text = None if revision is None else RowText(html)
    values: tuple[Any, ...] = (*row[:-4], RowAuthor(name, role), revision, text)
    return CommentRow(*values)
