"""Fills threads of seeded stories with any number of comments, to see how threads and queues are when they are large.

Rows go in by COPY in the states that our own functions would leave: one decision each, and every count right.
"""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from html import escape
from random import Random

from django.db import connection
from django.db.models import F
from django.utils import timezone
from uuid6 import uuid7

from articles.models import Article
from comments.models import (
    Appeal,
    Comment,
    Commenter,
    CommenterOrigin,
    CommentRevision,
    CommentThread,
    Flag,
    ModerationDecision,
    ModerationReason,
    Reaction,
    ReplyNotification,
)
from comments.services.changes import SEQUENCE
from comments.services.counts import recount_commenters
from comments.services.threads import thread_of
from fastpath.bulk_updates import next_values
from fastpath.django_compat import delete_without_collecting
from fastpath.page_cache.bulk_changes import bulk_change

from .stories import PREFIX, Rows, Say, copy_rows
from .words import Writer

CHUNK = 20_000
PEOPLE = 5_000
NAME = "Seeded "
LARGEST = 0.1  # of all comments, and at most this many, are under one story
MOST_IN_LARGEST = 10_000
# Of a hundred comments.
STATES = ["held"] * 5 + ["rejected"] * 3 + ["spam"] * 2 + ["published"] * 90
REPORTED_EVERY = 97
HANGING = (Appeal, CommenterOrigin, Flag, Reaction, ReplyNotification, ModerationDecision)


class NoStoriesError(Exception):
    """There is no seeded story to write comments under."""


def fill(number: int, *, slugs: str = PREFIX, seed: int = 1, say: Say = lambda line: None) -> None:
    """Add `number` comments under the stories whose slugs begin with `slugs`; the first of these gets most.

    Raises NoStoriesError.
    """
    stories = list(Article.objects.published().filter(slug__startswith=slugs).order_by("pk").defer("body")[:2_000])
    if not stories:
        raise NoStoriesError
    filling = _Filling(stories, number, seed)
    for start in range(0, number, CHUNK):
        size = min(CHUNK, number - start)
        with bulk_change():
            filling.copy(start, size)
        say(f"{start + size:,} of {number:,} comments")
    say("Counting them under each story and of each person")
    with bulk_change():
        filling.count()
    with connection.cursor() as cursor:
        for model in (Comment, CommentRevision, ModerationDecision, ModerationReason, Commenter, CommentThread):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def remove(*, slugs: str = PREFIX) -> int:
    """Remove all comments under such stories, and the people made up for them; returns how many comments."""
    threads = CommentThread.objects.filter(article__slug__startswith=slugs)
    with bulk_change():
        comments = Comment.objects.filter(thread__in=threads.values("pk"))
        number = comments.count()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        ids = comments.values("pk")
        delete_without_collecting(ModerationReason.objects.filter(revision__comment__in=ids))
        for model in HANGING:
            delete_without_collecting(model._base_manager.filter(comment__in=ids))
        delete_without_collecting(ModerationDecision.objects.filter(thread__in=threads.values("pk")))
        delete_without_collecting(CommentRevision.objects.filter(comment__in=ids))
        delete_without_collecting(comments)
        delete_without_collecting(threads)
        Commenter.objects.filter(display_name__startswith=NAME, reader=None, comments=None).delete()
    return number


class _Filling:
    """One run: who writes where."""

    def __init__(self, stories: list[Article], number: int, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same comments each time
        self.writer = Writer(seed)
        self.now = timezone.now()
        self.threads = [thread_of(story).pk for story in stories]
        self.largest = min(int(number * LARGEST), MOST_IN_LARGEST)
        self.sentences = [self.writer.standfirst() for _ in range(500)]
        Commenter.objects.bulk_create(Commenter(display_name=f"{NAME}{n}") for n in range(min(PEOPLE, number)))
        named = Commenter.objects.filter(display_name__startswith=NAME, reader=None)
        self.people = list(named.values_list("pk", flat=True))
        self.step = timedelta(days=365) / number
        self.published: Counter[int] = Counter()  # by thread
        self.roots: dict[int, list[int]] = {}  # by thread, that may be answered
        self.replies: Counter[int] = Counter()  # that are published, by what they answer

    def copy(self, start: int, size: int) -> None:
        """Write comments `start` to `start + size`, oldest first. They answer one another, so that all is counted."""
        self.roots.clear()
        self.replies.clear()
        ids = next_values("comments_comment_id_seq", size)
        revision_ids = next_values("comments_commentrevision_id_seq", size)
        places = next_values(SEQUENCE, size)
        comments: Rows = []
        revisions: Rows = []
        decisions: Rows = []
        reasons: Rows = []
        for n, (pk, revision, place) in enumerate(zip(ids, revision_ids, places, strict=True), start):
            at = self.now - timedelta(days=365) + self.step * n
            status = self.random.choice(STATES)
            self._comment(comments, n, pk, revision, place, status, at)
            text = " ".join(self.random.choices(self.sentences, k=self.random.randint(1, 3))) + f" {n}"
            hashed = hashlib.sha256(text.encode()).hexdigest()
            revisions.append((revision, pk, 1, text, f"<p>{escape(text)}</p>", text, hashed, at))
            shown = revision if status == "published" else None
            decisions.append((pk, revision, shown, "submit", "rules", "", status, at))
            if status == "held":
                reasons.append((revision, "first_n", "hold", "{}"))
        copy_rows(
            Comment,
            "id public_id thread_id author_id parent_id root_id depth status current_revision_id published_revision_id"
            " waiting_since reported_at like_count created_at published_at sort_seq reply_count",
            [(*comment, self.replies[comment[0]]) for comment in comments],
        )
        copy_rows(CommentRevision, "id comment_id n source html text text_hash created_at", revisions)
        copy_rows(
            ModerationDecision,
            "comment_id revision_id shown_after_id action by from_status to_status created_at",
            decisions,
        )
        copy_rows(ModerationReason, "revision_id code outcome detail", reasons)

    def count(self) -> None:
        """Say of threads and people how many comments there are."""
        for thread, number in self.published.items():
            CommentThread.objects.filter(pk=thread).update(published_count=F("published_count") + number)
        recount_commenters()

    def _comment(self, rows: Rows, n: int, pk: int, revision: int, place: int, status: str, at: datetime) -> None:
        thread = self.threads[0] if n < self.largest else self.random.choice(self.threads)
        roots = self.roots.setdefault(thread, [])
        parent = self.random.choice(roots) if roots and self.random.random() < 0.4 else None
        public = status == "published"
        if public:
            self.published[thread] += 1
        if public and parent:
            self.replies[parent] += 1
        elif public:
            roots.append(pk)
            del roots[:-20]
        rows.append(
            (
                *(pk, uuid7(), thread, self.random.choice(self.people), parent, parent, 1 if parent else 0),
                *(status, revision, revision if public else None, at if status == "held" else None),
                at if public and n % REPORTED_EVERY == 0 else None,
                0,
                *(at, at if public else None, place if public else None),
            )
        )
