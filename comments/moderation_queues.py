"""The moderators' queues: their comments, order and paging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.paging import Cursor

from .models import Comment

PAGE = 50


@dataclass(frozen=True)
class Queue:
    """A list of comments for moderators, paged by the column `field`; the queryset method of the same name fills it."""

    name: str
    title: Promise
    field: str
    newest_first: bool
    is_backlog: bool = False  # its comments wait for a decision, so menus and tabs show their number

    def rows(self, thread: int | None = None) -> Any:
        """Return the comments of the queue in its order; only those of one thread, if its primary key is given."""
        rows = getattr(Comment.objects, self.name)()
        return rows if thread is None else rows.filter(thread=thread)

    def page(
        self, cursor: Cursor | None, size: int = PAGE, thread: int | None = None
    ) -> tuple[Sequence[Comment], Cursor | None]:
        """Return up to `size` comments after `cursor`, and the cursor of the next page (None on the last page)."""
        found = list(self._after(self.rows(thread), cursor).for_moderators()[: size + 1])
        page = found[:size]
        return page, self.cursor(page[-1]) if len(found) > size else None

    def cursor(self, comment: Any) -> Cursor:
        """Return the position of `comment` in this queue."""
        if self.field == "sort_seq":
            return Cursor(comment.published_at, comment.sort_seq)
        at: datetime = comment.appeal.created_at if self.name == "appealed" else getattr(comment, self.field)
        return Cursor(at, comment.pk)

    def count(self, most: int = 1_000) -> int:
        """Return the number of comments, counted up to `most` + 1: more than that is shown as “1,000+”."""
        return len(self.rows().values_list("pk", flat=True)[: most + 1])

    def _after(self, rows: Any, cursor: Cursor | None) -> Any:
        """Return those of `rows` that come after `cursor`; all of them without a cursor."""
        if cursor is None:
            return rows
        if self.field == "sort_seq":
            return rows.filter(sort_seq__lt=cursor.id)
        beyond, limit = ("lt", "lte") if self.newest_first else ("gt", "gte")
        return rows.filter(
            Q(**{f"{self.field}__{beyond}": cursor.at}) | Q(**{self.field: cursor.at, f"id__{beyond}": cursor.id}),
            **{f"{self.field}__{limit}": cursor.at},
        )


# In the order of the tabs.
QUEUES = {
    queue.name: queue
    for queue in (
        Queue("held", _("Held"), "waiting_since", newest_first=False, is_backlog=True),
        Queue("reported", _("Reported"), "reported_at", newest_first=False, is_backlog=True),
        Queue("appealed", _("Appeals"), "appeal__created_at", newest_first=False, is_backlog=True),
        Queue("new", _("New"), "created_at", newest_first=True),
        Queue("published", _("Published"), "sort_seq", newest_first=True),
        Queue("refused", _("Refused"), "created_at", newest_first=True),
        Queue("spam", _("Spam"), "created_at", newest_first=True),
    )
}
