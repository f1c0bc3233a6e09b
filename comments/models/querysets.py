"""Named recipes for finding comments. `visible()` is the only gate to what readers may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q

from articles.models import Article
from articles.paging import Cursor
from fastpath import cache_tags

PAGE = 50  # comments without parent on a page of a thread
QUEUE_PAGE = 50


class Sort(models.TextChoices):
    """The orders in which a thread can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LIKED = "liked"


@dataclass(frozen=True)
class Place:
    """A place in a thread: the last comment already shown, by its likes and its place in the order of publication."""

    seq: int
    likes: int = 0

    def __str__(self) -> str:
        return f"{self.seq:x}-{self.likes:x}"

    @classmethod
    def parse(cls, token: str | None) -> "Place | None":
        """Return the place that `token` names; None if it is empty or nonsense, which means the first page."""
        try:
            place = cls(*(int(part, 16) for part in (token or "").split("-")))
        except (TypeError, ValueError):  # TypeError: not two parts
            place = cls(0)
        if 0 < place.seq < 2**63 and 0 <= place.likes < 2**31 and str(place) == token:
            return place
        if token is not None:
            cache_tags.do_not_store()
        return None


class CommentQuerySet(models.QuerySet):
    """Recipes for comments."""

    # What readers see ------------------------------------------------------------------

    def visible(self) -> Self:
        """Comments that readers may see: published, in a thread that is not hidden, under a story they may see."""
        return self.filter(
            status="published",
            thread__state__in=["open", "closed"],
            thread__article__in=Article.objects.published(),
        )

    def standing(self) -> Self:
        """The visible ones, and as tombstones those removed that have visible replies.

        A tombstone has no `published_revision`: there is nothing of it to print.
        """
        return self.having_a_place().filter(
            thread__state__in=["open", "closed"],
            thread__article__in=Article.objects.published(),
        )

    def having_a_place(self) -> Self:
        """Those that stand where their thread is shown: `standing()` asks whether it is, or who found it does."""
        return self.filter(Q(status="published") | Q(reply_count__gt=0))

    def with_text(self) -> Self:
        """With the text that readers see and its author, without any other text."""
        return self.select_related("author", "published_revision").defer(
            "published_revision__source", "published_revision__text"
        )

    def on_page(self, thread: Any, sort: str = Sort.NEWEST, after: Place | None = None) -> Self:
        """Comments without parent of `thread`, sorted, those after the place `after`; slice by `PAGE`.

        Pinned ones come where they come; `pinned()` finds them for the top.
        """
        rows = self.standing().filter(thread=thread, depth=0).with_text()
        if sort == Sort.OLDEST:
            rows = rows.order_by("sort_seq")
            return rows.filter(sort_seq__gt=after.seq) if after else rows
        if sort == Sort.LIKED:
            rows = rows.order_by("-like_count", "-sort_seq")
            if after:
                rows = rows.filter(
                    Q(like_count__lt=after.likes) | Q(like_count=after.likes, sort_seq__lt=after.seq),
                    like_count__lte=after.likes,
                )
            return rows
        rows = rows.order_by("-sort_seq")
        return rows.filter(sort_seq__lt=after.seq) if after else rows

    def replies_to(self, roots: Any) -> Self:
        """What stands below `roots`, at any depth, oldest first."""
        return self.standing().filter(root__in=roots, depth__gt=0).with_text().order_by("root_id", "sort_seq")

    def pinned(self, thread: Any) -> Self:
        """What is pinned to the top of `thread`, newest first."""
        return self.visible().filter(thread=thread, is_pinned=True).with_text().order_by("-sort_seq")

    def newest(self) -> Self:
        """In the order of first publication, newest first: feeds, structured data."""
        return self.order_by("-sort_seq")

    # What moderators see ---------------------------------------------------------------

    def held(self) -> Self:
        """What waits for a moderator, held comments and held edits of published ones, oldest first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "id")

    def reported(self) -> Self:
        """Published comments that readers reported past the threshold, oldest report first."""
        return self.filter(reported_at__isnull=False).order_by("reported_at", "id")

    def new(self) -> Self:
        """What came in and was neither refused nor taken for spam, newest first."""
        return self.filter(status__in=["held", "published"]).order_by("-created_at", "-id")

    def published(self) -> Self:
        """What is published, newest first."""
        return self.filter(status="published").order_by("-sort_seq")

    def refused(self) -> Self:
        """What was refused, newest first."""
        return self.filter(status="rejected").order_by("-created_at", "-id")

    def spam(self) -> Self:
        """What was taken for spam, newest first."""
        return self.filter(status="spam").order_by("-created_at", "-id")

    def appealed(self) -> Self:
        """Refused comments whose authors appealed, oldest appeal first."""
        return self.filter(appeal__state="open").order_by("appeal__created_at", "id")

    def after(self, queue: "Queue", cursor: Cursor | None) -> Self:
        """Those that come after `cursor` in `queue`; all if there is none."""
        if cursor is None:
            return self
        beyond, limit = ("lt", "lte") if queue.newest_first else ("gt", "gte")
        field = queue.field
        if field == "sort_seq":
            return self.filter(sort_seq__lt=cursor.id)
        return self.filter(
            Q(**{f"{field}__{beyond}": cursor.at}) | Q(**{field: cursor.at, f"id__{beyond}": cursor.id}),
            **{f"{field}__{limit}": cursor.at},
        )

    def for_moderators(self) -> Self:
        """With what a moderator's row shows: the text, what it answers, the person, the story without its body, why.

        What it answers comes by a query of its own: joined here, planning takes longer than finding the rows.
        """
        answered = self.model._base_manager.select_related("author", "current_revision")
        return (
            self.select_related("author", "current_revision", "thread__article__section", "appeal")
            .defer("thread__article__body")
            .prefetch_related(
                "current_revision__reasons",
                "flags",
                Prefetch("parent", answered),
                Prefetch("in_reply_to", answered),
            )
        )

    def by(self, commenter: Any) -> Self:
        """All of one person, newest first."""
        return self.filter(author=commenter).order_by("-created_at", "-id")


@dataclass(frozen=True)
class Queue:
    """One of the moderators' lists, and what its pages are cut by."""

    name: str
    field: str
    newest_first: bool

    def rows(self, thread: int | None = None) -> Any:
        """Return what is in it, in its order; only of one `thread`, if its key is given."""
        from . import Comment

        rows = getattr(Comment.objects, self.name)()
        return rows if thread is None else rows.filter(thread=thread)

    def page(
        self, cursor: Cursor | None, size: int = QUEUE_PAGE, thread: int | None = None
    ) -> "tuple[list[Any], Cursor | None]":
        """Return up to `size` comments after `cursor`, and where the next page starts (None: nowhere)."""
        found = list(self.rows(thread).after(self, cursor).for_moderators()[: size + 1])
        page = found[:size]
        return page, self.cursor(page[-1]) if len(found) > size else None

    def cursor(self, comment: Any) -> Cursor:
        """Return the place of `comment` in this queue."""
        if self.field == "sort_seq":
            return Cursor(comment.published_at, comment.sort_seq)
        at: datetime = comment.appeal.created_at if self.name == "appealed" else getattr(comment, self.field)
        return Cursor(at, comment.pk)

    def count(self, most: int = 1_000) -> int:
        """Return how many are in it, counted up to `most` + 1: more than that is shown as “1,000+”."""
        return len(self.rows().values_list("pk", flat=True)[: most + 1])


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("held", "waiting_since", newest_first=False),
        Queue("reported", "reported_at", newest_first=False),
        Queue("appealed", "appeal__created_at", newest_first=False),
        Queue("new", "created_at", newest_first=True),
        Queue("published", "sort_seq", newest_first=True),
        Queue("refused", "created_at", newest_first=True),
        Queue("spam", "created_at", newest_first=True),
    )
}
