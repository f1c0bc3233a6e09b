"""Stored counters, and the nightly job that recounts and corrects them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from ..models import Comment, Commenter, CommentThread

# Trust, from the numbers published and refused now: 0 new or often refused, 1 from one published comment, 2 from five,
# 3 from twenty, 4 for the paper's staff.
TRUST = """CASE
    WHEN {role} IN ('staff', 'moderator') THEN 4
    WHEN {approved} + {rejected} >= 3 AND ({rejected}) * 10 >= ({approved} + {rejected}) * 3 THEN 0
    WHEN {approved} >= 20 THEN 3 WHEN {approved} >= 5 THEN 2 WHEN {approved} >= 1 THEN 1 ELSE 0 END"""

# Each UPDATE reads only the rows of a batch, which are locked, so nothing changes while it counts.
_THREADS = """
    UPDATE comments_commentthread AS t SET published_count = real.n
    FROM (
        SELECT thread.id, count(c.id) AS n FROM comments_commentthread AS thread
        LEFT JOIN comments_comment AS c ON c.thread_id = thread.id AND c.status = 'published'
        WHERE thread.id = ANY(%(batch)s) GROUP BY thread.id
    ) AS real
    WHERE t.id = real.id AND t.published_count <> real.n
"""
_REPLIES = """
    UPDATE comments_comment AS c SET reply_count = real.n
    FROM (
        SELECT above.id, coalesce(sum(below.n), 0) AS n FROM comments_comment AS above
        LEFT JOIN (
            SELECT root_id AS id, count(*) AS n FROM comments_comment
            WHERE thread_id = ANY(%(batch)s) AND status = 'published' AND depth > 0 GROUP BY root_id
            UNION ALL
            SELECT parent_id, count(*) FROM comments_comment
            WHERE thread_id = ANY(%(batch)s) AND status = 'published' AND parent_id <> root_id GROUP BY parent_id
        ) AS below ON below.id = above.id
        WHERE above.thread_id = ANY(%(batch)s) GROUP BY above.id
    ) AS real
    WHERE c.id = real.id AND c.reply_count <> real.n
"""
_WRONG_LIKES = """
    SELECT liked.id FROM comments_comment AS liked LEFT JOIN comments_reaction AS r ON r.comment_id = liked.id
    WHERE liked.thread_id = ANY(%(batch)s) GROUP BY liked.id HAVING liked.like_count <> count(r.id)
"""
_LIKES = """
    UPDATE comments_comment AS c SET like_count = real.n
    FROM (
        SELECT liked.id, count(r.id) AS n FROM comments_comment AS liked
        LEFT JOIN comments_reaction AS r ON r.comment_id = liked.id
        WHERE liked.id = ANY(%(batch)s) GROUP BY liked.id
    ) AS real
    WHERE c.id = real.id AND c.like_count <> real.n
"""
_FLAGS = """
    UPDATE comments_comment AS c SET score_flags = real.n
    FROM (
        SELECT flagged.id, coalesce(sum(f.weight), 0) AS n FROM comments_comment AS flagged
        LEFT JOIN comments_flag AS f ON f.comment_id = flagged.id AND f.state = 'open'
        WHERE flagged.thread_id = ANY(%(batch)s) GROUP BY flagged.id
    ) AS real
    WHERE c.id = real.id AND c.score_flags <> real.n
"""
_COMMENTERS = f"""
    UPDATE comments_commenter AS p SET approved_n = real.approved, rejected_n = real.rejected, trust = real.trust
    FROM (
        SELECT counted.*, {TRUST.format(approved="approved", rejected="rejected", role="role")} AS trust
        FROM (
            SELECT person.id, person.role,
                count(c.id) FILTER (WHERE c.status = 'published') AS approved,
                count(c.id) FILTER (WHERE c.status IN ('rejected', 'spam')) AS rejected
            FROM comments_commenter AS person LEFT JOIN comments_comment AS c ON c.author_id = person.id
            WHERE person.id = ANY(%(batch)s) GROUP BY person.id
        ) AS counted
    ) AS real
    WHERE p.id = real.id AND (p.approved_n, p.rejected_n, p.trust) <> (real.approved, real.rejected, real.trust)
"""  # noqa: S608 - our own words


@dataclass
class Drift:
    """The number of rows with a wrong counter. Anything but zeros points to a bug."""

    threads: int = 0
    replies: int = 0
    likes: int = 0
    reports: int = 0
    commenters: int = 0

    @property
    def total(self) -> int:
        """Return the sum of all."""
        return self.threads + self.replies + self.likes + self.reports + self.commenters


def recount() -> Drift:
    """Recount all counters, correct wrong ones, and return their number. Run nightly.

    Goes through threads and then commenters in batches, locking each as `changes` does, so that people can comment
    meanwhile and no change is counted by half.
    """
    drift = Drift()
    for batch in _batches(_not_empty(), 10):
        with transaction.atomic():
            _lock(CommentThread, batch)
            drift.threads += _mend(_THREADS, batch)
            drift.replies += _mend(_REPLIES, batch)
            drift.reports += _mend(_FLAGS, batch)
            # A like locks only its comment. Comments that seem wrong are locked and counted again.
            if wrong := _keys(_WRONG_LIKES, batch):
                _lock(Comment, wrong)
                drift.likes += _mend(_LIKES, wrong)
    drift.commenters = recount_commenters()
    return drift


def recount_commenters() -> int:
    """Recount published and refused comments and trust of each commenter; return the number of wrong rows."""
    wrong = 0
    for batch in _batches(Commenter.objects.all(), 1_000):
        with transaction.atomic():
            _lock(Commenter, batch)
            wrong += _mend(_COMMENTERS, batch)
    return wrong


def _not_empty() -> Any:
    """Return threads with comments or with a counter above 0: every story has a thread, and most are empty."""
    comments = Comment.objects.filter(thread=OuterRef("pk"))
    return CommentThread.objects.filter(Q(published_count__gt=0) | Exists(comments))


def _batches(rows: Any, size: int) -> Iterator[list[int]]:
    """Yield the primary keys of `rows`, `size` at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield batch
        last = batch[-1]


def _lock(model: Any, keys: list[int]) -> None:
    list(model.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _keys(question: str, batch: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"batch": batch})
        return [row[0] for row in cursor.fetchall()]


def _mend(statement: str, batch: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"batch": batch})
        return int(cursor.rowcount)
