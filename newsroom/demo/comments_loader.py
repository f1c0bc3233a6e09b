"""Loads the demo's comments: rows at once, in the states and with the decisions that our own functions would leave.

After it a recount finds nothing, and the decisions replayed give the present state, as with comments of readers.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article
from comments import text
from comments.models import (
    Appeal,
    Comment,
    Commenter,
    CommentRevision,
    Flag,
    ModerationDecision,
    ModerationReason,
    Reaction,
)
from comments.rules.outcome import Outcome
from comments.rules.runner import VERSION
from comments.services.changes import SEQUENCE
from comments.services.changes import staff as by_staff
from comments.services.commenters import ban, suspend
from comments.services.counts import recount
from comments.services.threads import thread_of
from comments.services.word_lists import add_phrases
from fastpath.bulk_updates import next_values, update_rows
from readers.models import Reader

from .comment_files import WrittenComment, read

HERE = Path(__file__).parent / "comments"
Action: Any = ModerationDecision.Action
By: Any = ModerationDecision.By
Status: Any = Comment.Status
SUSPECT, BANNED = ("scroungers", "idiots", "parasites"), ("heat cube", "guaranteed 12% a week")
REPORTED = 3  # reports that bring a comment to the queue
SUSPENDED, TAKEN_OUT = "Mattis Uhl", "Ragnar Steen"
OUTCOMES = {"held": Outcome.HOLD, "spam": Outcome.SPAM, "rejected": Outcome.PUBLISH}


def load(articles: dict[str, Article], now: datetime, keep: Callable[[Any], None]) -> int:
    """Write the comments on these stories, by slug, and return how many; `keep` notes what the demo brought."""
    loading = _Loading(now)
    for path in sorted(HERE.glob("*.txt")):
        loading.story(articles[path.stem], read(path))
    loading.write()
    for reader in loading.readers.values():
        keep(reader)
    for commenter in loading.commenters.values():
        keep(commenter)
    return len(loading.written)


class _Loading:
    """The rows to be written."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.random = Random(20261122)  # noqa: S311 - the same paper each time
        self.readers: dict[str, Reader] = {}
        self.commenters: dict[str, Commenter] = {}
        self.written: list[tuple[Comment, WrittenComment]] = []
        self.moderator = get_user_model().objects.filter(groups__name="Moderator").first()

    def story(self, article: Article, comments: list[WrittenComment]) -> None:
        """Take the comments on one story: each some time after what it answers, none in the future."""
        thread = thread_of(article)
        published = article.first_published_at
        span = min(self.now - published, timedelta(days=3))
        roots = sum(1 for comment in comments if comment.level == 0)
        step, root, above = span * 0.9 / max(1, roots), 0, list[Comment]()
        for one in comments:
            above = above[: one.level]
            if one.level == 0:
                root += 1
                at = published + step * (root - self.random.random() * 0.8)
            else:
                left = (published + span) - above[-1].created_at
                at = above[-1].created_at + min(left * 0.5, timedelta(minutes=self.random.randint(2, 50)))
            comment = Comment(thread=thread, author=self._commenter(one), status=Status.UNCONFIRMED, created_at=at)
            if above:
                comment.root, comment.parent = above[0], above[min(one.level, 2) - 1]
                comment.depth = min(one.level, 2)
                comment.in_reply_to = above[-1] if one.level > 2 else None
            above.append(comment)
            self.written.append((comment, one))

    def _commenter(self, one: WrittenComment) -> Commenter:
        if one.name not in self.commenters:
            user = None
            if "staff" in one.words:
                first, last = one.name.removeprefix("Dr ").split(" ", 1)
                user = get_user_model().objects.filter(first_name=first, last_name=last).first()
            address = f"{slugify(one.name)}@readers.example"
            if one.reason == "domain":
                address = f"{slugify(one.name)}@throwaway.invalid"
            self.readers[one.name] = Reader(
                email=address, email_norm=address, name=one.name, verified_at=self.now, user=user
            )
            role = Commenter.Role.STAFF if "staff" in one.words else Commenter.Role.READER
            self.commenters[one.name] = Commenter(reader=self.readers[one.name], display_name=one.name, role=role)
        return self.commenters[one.name]

    def write(self) -> None:
        """Write all of it."""
        Reader.objects.bulk_create(self.readers.values())
        for commenter in self.commenters.values():
            commenter.reader_id = commenter.reader.pk
        Commenter.objects.bulk_create(self.commenters.values())
        self.written.sort(key=lambda pair: pair[0].created_at)
        for depth in range(3):
            level = [comment for comment, _one in self.written if comment.depth == depth]
            for comment in level:
                comment.author_id = comment.author.pk
                if depth:
                    comment.parent_id, comment.root_id = comment.parent.pk, comment.root.pk
            answering = [comment for comment in level if comment.in_reply_to is not None]
            Comment.objects.bulk_create(comment for comment in level if comment.in_reply_to is None)
            for comment in answering:
                comment.in_reply_to_id = comment.in_reply_to.pk or None
            Comment.objects.bulk_create(sorted(answering, key=lambda comment: comment.created_at))
        revisions = CommentRevision.objects.bulk_create(self._revision(*pair) for pair in self.written)
        ModerationReason.objects.bulk_create(
            ModerationReason(revision=revision, code=one.reason, outcome="hold", detail=_detail(one))
            for revision, (_comment, one) in zip(revisions, self.written, strict=True)
            if one.status == "held"
        )
        self._states(revisions)
        self._decisions(revisions)
        self._responses()
        add_phrases("suspect", SUSPECT)
        add_phrases("banned", BANNED)
        self._people()
        self._appeal()
        recount()

    def _revision(self, comment: Comment, one: WrittenComment) -> CommentRevision:
        read = text.read(one.text)
        return CommentRevision(
            comment=comment,
            source=read.source,
            html=read.html,
            text=read.text,
            text_hash=read.hash,
            link_count=read.links,
            pipeline_version=VERSION,
            outcome=OUTCOMES.get(one.status, Outcome.PUBLISH).name.lower(),
            created_at=comment.created_at,
        )

    def _states(self, revisions: list[CommentRevision]) -> None:
        public = [comment for comment, one in self.written if one.status in {"published", "deleted"}]
        places = dict(zip((comment.pk for comment in public), next_values(SEQUENCE, len(public)), strict=True))
        rows = []
        for (comment, one), revision in zip(self.written, revisions, strict=True):
            shown = revision.pk if one.status == "published" else None
            was_public = comment.pk in places
            reported = comment.created_at + timedelta(minutes=20) if one.numbers.get("reports", 0) >= REPORTED else None
            rows.append(
                (
                    comment.pk,
                    one.status,
                    revision.pk,
                    shown,
                    comment.created_at if one.status == "held" else None,
                    min(reported, self.now) if reported else None,
                    "featured" in one.words,
                    "pinned" in one.words,
                    comment.created_at if was_public else None,
                    places.get(comment.pk),
                )
            )
        columns = "status current_revision_id published_revision_id waiting_since reported_at is_featured is_pinned"
        update_rows(Comment, [*columns.split(), "published_at", "sort_seq"], rows)

    def _decisions(self, revisions: list[CommentRevision]) -> None:
        """Write what led to each state: the rules', the moderator's, the author's, the readers' decisions."""
        met: set[int] = set()
        chains = []
        for (comment, one), revision in zip(self.written, revisions, strict=True):
            chain = _Chain(comment, revision, self.moderator, self.now)
            chains.append(chain)
            if one.status in {"held", "spam"}:
                chain.add(Action.SUBMIT, one.status, By.RULES, one.reason or "honeypot")
                continue
            first = comment.author_id not in met and not comment.author.is_of_the_paper
            met.add(comment.author_id)
            chain.add(Action.SUBMIT, "held" if first else "published", By.RULES, "first_n" if first else "")
            if first and one.status != "rejected":
                chain.add(Action.APPROVE, "published", By.STAFF, minutes=3)
            if one.status == "rejected":
                chain.add(Action.REJECT, "rejected", By.STAFF, one.reason, minutes=9)
            if one.status == "deleted":
                chain.add(Action.DELETE, "deleted", By.AUTHOR, minutes=30)
            if "featured" in one.words:
                chain.add(Action.FEATURE, "published", By.STAFF, minutes=15)
            if "pinned" in one.words:
                chain.add(Action.PIN, "published", By.STAFF, minutes=1)
            if one.numbers.get("reports", 0) >= REPORTED:
                chain.add(Action.REPORT, "published", By.READERS, "reported", minutes=4)
        ModerationDecision.objects.bulk_create(decision for chain in chains for decision in chain.decisions)

    def _responses(self) -> None:
        likes, flags = [], []
        for comment, one in self.written:
            number = one.numbers.get("likes", 0) if one.status == "published" else 0
            likes += [Reaction(comment=comment, actor_key=f"demo:{n}") for n in range(number)]
            flags += [
                Flag(
                    comment=comment,
                    reporter_key=f"demo:{n}",
                    reason=self.random.choice(list(Flag.Reason.values)),
                    created_at=min(comment.created_at + timedelta(minutes=5 * n + 3), self.now),
                )
                for n in range(one.numbers.get("reports", 0))
            ]
        Reaction.objects.bulk_create(likes, batch_size=2_000)
        Flag.objects.bulk_create(flags)

    def _people(self) -> None:
        moderator = by_staff(self.moderator)
        until = timezone.now() + timedelta(days=6)
        suspend(self.commenters[SUSPENDED], until, moderator, "The third time this month.")
        ban(self.commenters[TAKEN_OUT], moderator, "Threats.")

    def _appeal(self) -> None:
        refused = [comment for comment, one in self.written if one.reason == "off_topic"]
        Appeal.objects.bulk_create(
            Appeal(comment=comment, text="The stairs are the very thing that I want to mend. I would say so again.")
            for comment in refused
        )


class _Chain:
    """The decisions about one comment, each from where the last one led."""

    def __init__(self, comment: Comment, revision: CommentRevision, moderator: Any, now: datetime) -> None:
        self.comment, self.revision, self.moderator, self.now = comment, revision, moderator, now
        self.status, self.at = "", comment.created_at
        self.shown: int | None = None
        self.decisions: list[ModerationDecision] = []

    def add(self, action: str, to: str, by: str, reason: str = "", *, minutes: int = 0) -> None:
        """Add one, so many minutes after the last."""
        self.at = min(self.at + timedelta(minutes=minutes), self.now)
        after = self.revision.pk if to == Status.PUBLISHED else None
        self.decisions.append(
            ModerationDecision(
                comment=self.comment,
                revision=self.revision,
                action=action,
                by=by,
                actor=self.moderator if by == By.STAFF else None,
                from_status=self.status,
                to_status=to,
                shown_before_id=self.shown,
                shown_after_id=after,
                reason_code=reason,
                created_at=self.at,
            )
        )
        self.status, self.shown = to, after


def _detail(one: WrittenComment) -> dict[str, Any]:
    if one.reason == "words":
        return {"phrases": [phrase for phrase in SUSPECT if phrase in one.text.lower()]}
    return {"links": 2} if one.reason == "links" else {}
