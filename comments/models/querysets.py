"""Querysets of comments. `visible()` is the only gate to what readers may see."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q

from articles.models import Article
from fastpath import cache_tags

PAGE = 50  # top-level comments on a page of a thread


class Sort(models.TextChoices):
    """The orders in which a thread can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LIKED = "liked"


@dataclass(frozen=True)
class ThreadPosition:
    """A keyset position in a thread: likes and publication number of the last comment already shown."""

    seq: int
    likes: int = 0

    def __str__(self) -> str:
        return f"{self.seq:x}-{self.likes:x}"

    @classmethod
    def parse(cls, token: str | None) -> "ThreadPosition | None":
        """Return the position that `token` encodes; None, the first page, if it is empty or malformed."""
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
    """Querysets of comments for readers and moderators."""

    # For readers -----------------------------------------------------------------------

    def visible(self) -> Self:
        """Return comments that readers may see: published, in a thread and under a story that are not hidden."""
        return self.filter(
            status="published",
            thread__state__in=["open", "closed"],
            thread__article__in=Article.objects.published(),
        )

    def standing(self) -> Self:
        """Return the visible comments, and as tombstones the removed ones that have visible replies.

        A tombstone has no `published_revision`, so there is no text to print.
        """
        return self.having_a_place().filter(
            thread__state__in=["open", "closed"],
            thread__article__in=Article.objects.published(),
        )

    def having_a_place(self) -> Self:
        """Return comments with a place in their thread; the caller checks whether readers see the thread."""
        return self.filter(Q(status="published") | Q(reply_count__gt=0))

    def with_text(self) -> Self:
        """Load the published text and the author with each comment, and no other text."""
        return self.select_related("author", "published_revision").defer(
            "published_revision__source", "published_revision__text"
        )

    def on_page(self, thread: Any, sort: str = Sort.NEWEST, after: ThreadPosition | None = None) -> Self:
        """Return the sorted top-level comments of `thread` after the position `after`; slice by `PAGE`.

        Pinned comments appear at their ordinary position; `pinned()` returns those shown at the top.
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
        """Return the replies below `roots` at any depth, oldest first."""
        return self.standing().filter(root__in=roots, depth__gt=0).with_text().order_by("root_id", "sort_seq")

    def pinned(self, thread: Any) -> Self:
        """Return the comments pinned to the top of `thread`, newest first."""
        return self.visible().filter(thread=thread, is_pinned=True).with_text().order_by("-sort_seq")

    def newest(self) -> Self:
        """Order by first publication, newest first, for feeds and structured data."""
        return self.order_by("-sort_seq")

    # For moderators --------------------------------------------------------------------

    def held(self) -> Self:
        """Return comments that wait for a moderator, waiting edits of published ones included, oldest first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "id")

    def reported(self) -> Self:
        """Return published comments reported past the threshold, oldest report first."""
        return self.filter(reported_at__isnull=False).order_by("reported_at", "id")

    def new(self) -> Self:
        """Return held and published comments, newest first."""
        return self.filter(status__in=["held", "published"]).order_by("-created_at", "-id")

    def published(self) -> Self:
        """Return published comments, newest first."""
        return self.filter(status="published").order_by("-sort_seq")

    def refused(self) -> Self:
        """Return refused comments, newest first."""
        return self.filter(status="rejected").order_by("-created_at", "-id")

    def spam(self) -> Self:
        """Return comments marked as spam, newest first."""
        return self.filter(status="spam").order_by("-created_at", "-id")

    def appealed(self) -> Self:
        """Return refused comments with an open appeal, oldest appeal first."""
        return self.filter(appeal__state="open").order_by("appeal__created_at", "id")

    def for_moderators(self) -> Self:
        """Load what a moderator's row shows: text, author, story without its body, parent, findings, reports.

        The comments it replies to come from a separate query: with a join, planning takes longer than finding the rows.
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
        """Return all comments of one person, newest first."""
        return self.filter(author=commenter).order_by("-created_at", "-id")
