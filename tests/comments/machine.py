"""Random sequences of everything people can do to comments: the state machine behind C1, C2, C3 and C12."""

import contextlib
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.models import Article
from articles.services import publishing
from comments.errors import CommentingError
from comments.models import Comment, Commenter, CommentRevision, CommentThread, SiteCommentSettings
from comments.services import (
    bulk,
    changes,
    commenters,
    erasure,
    moderation,
    notices,
    responses,
    submission,
    threads,
    undo,
)
from readers.models import RateBucket
from tests.comments.writing import guards, make_reader

AUTHORS = st.integers(0, 2)
STORIES = st.integers(0, 1)
WHICH = st.integers(0, 30)


class Comments(RuleBasedStateMachine):
    """Three readers, two stories, a moderator. Each text has a unique word, by which it is found anywhere."""

    stories: list[Article] = []
    user: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        SiteCommentSettings.load()
        self.readers = [make_reader(f"Reader {letter}") for letter in "Abc"]
        self.moderator = changes.staff(self.user)
        self.said = 0
        self.may_be_shown: set[str] = set()  # approved texts, and those written without premoderation

    def teardown(self) -> None:
        """Roll everything back."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # Known without the code under test ----------------------------------------------------------------

    def mark(self) -> str:
        """Return a new text; no two words of any two texts are the same."""
        self.said += 1
        return f"marker{self.said:04}x " + " ".join(f"{word}{self.said:04}" for word in ("alpha", "beta", "gamma"))

    def is_read_first(self, story: Article, commenter: Commenter) -> bool:
        """Return whether this person is premoderated under this story."""
        thread = CommentThread.objects.get(article=story)
        premod = SiteCommentSettings.load().premod if thread.premod == "inherit" else thread.premod
        written = Comment.objects.filter(author=commenter, status="published").count()
        return commenter.status == "held" or premod == "all" or (premod == "first_n" and written < 1)

    def pick(self, number: int) -> Comment | None:
        """Return one of the comments, chosen by `number`."""
        ids = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
        return Comment.objects.get(pk=ids[number % len(ids)]) if ids else None

    # Actions of people -------------------------------------------------------------------------------

    @initialize(premod=st.sampled_from(["off", "off", "first_n"]))
    def begin(self, premod: str) -> None:
        """Create published, held and premoderated comments, and replies."""
        SiteCommentSettings.objects.update(premod="off")
        for author in range(3):
            self.submit(author, author % 2, None, signed_in=True)
            self.submit(author, author % 2, 0, signed_in=True)
        SiteCommentSettings.objects.update(premod="all")
        self.submit(0, 0, 1, signed_in=True)
        self.submit(1, 0, 0, signed_in=True)
        SiteCommentSettings.objects.update(premod=premod)

    @rule(author=AUTHORS, story=STORIES, parent=st.none() | WHICH, signed_in=st.sampled_from([True, True, True, False]))
    def submit(self, author: int, story: int, parent: int | None, signed_in: bool) -> None:
        RateBucket.objects.all().delete()
        article, text = self.stories[story], self.mark()
        article.refresh_from_db()
        answered = None if parent is None else self.pick(parent)
        commenter = commenters.commenter_of(self.readers[author])
        if signed_in and not self.is_read_first(article, commenter):
            self.may_be_shown.add(text.split()[0])
        with contextlib.suppress(CommentingError):
            submission.submit(
                article, self.readers[author], text, guards=guards(), parent=answered, signed_in=signed_in
            )

    @rule(author=AUTHORS, story=STORIES, parent=WHICH)
    def reply(self, author: int, story: int, parent: int) -> None:
        self.submit(author, story, parent, signed_in=True)

    @rule(which=WHICH)
    def confirm(self, which: int) -> None:
        comment = self.pick(which)
        if comment and comment.author.reader:
            if comment.status == "unconfirmed" and not self.is_read_first(comment.thread.article, comment.author):
                self.may_be_shown.add(comment.current_revision.text.split()[0])
            submission.confirm(comment)

    @rule(which=WHICH)
    def approve(self, which: int) -> None:
        self.moderate(which, "approve")

    @rule(which=WHICH)
    def edit_while_read_first(self, which: int) -> None:
        SiteCommentSettings.objects.update(premod="all")
        self.edit(which)

    @rule(which=WHICH)
    def edit(self, which: int) -> None:
        comment, text = self.pick(which), self.mark()
        if comment and not self.is_read_first(comment.thread.article, comment.author):
            self.may_be_shown.add(text.split()[0])
        if comment:
            with contextlib.suppress(CommentingError):
                submission.edit(comment.pk, comment.author, text)

    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        if comment := self.pick(which):
            submission.delete_own(comment.pk, comment.author)

    @rule(which=WHICH, do=st.sampled_from(["approve", "approve", "reject", "mark_spam", "restore", "hold"]))
    def moderate(self, which: int, do: str) -> None:
        if comment := self.pick(which):
            if do in {"approve", "restore"} and comment.current_revision.text:
                self.may_be_shown.add(comment.current_revision.text.split()[0])
            with contextlib.suppress(CommentingError):
                getattr(moderation, do)(comment.pk, comment.version, self.moderator)

    @rule(which=WHICH)
    def refuse_whole(self, which: int) -> None:
        if comment := self.pick(which):
            with contextlib.suppress(CommentingError):
                moderation.reject(comment.pk, comment.version, self.moderator, reason="abusive", whole=True)

    @rule(which=WHICH, do=st.sampled_from(["feature", "pin"]), on=st.booleans())
    def distinguish(self, which: int, do: str, on: bool) -> None:
        if comment := self.pick(which):
            with contextlib.suppress(CommentingError):
                getattr(moderation, do)(comment.pk, comment.version, self.moderator, on=on)

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        comment = self.pick(which)
        latest = comment and comment.decisions.order_by("-pk").first()
        if latest:
            with contextlib.suppress(CommentingError):
                undo.undo_decision(latest.pk, self.moderator)

    @rule(to=st.sampled_from(["published", "rejected", "spam", "held"]))
    def all_at_once(self, to: str) -> None:
        if to == "published":
            for text in CommentRevision.objects.exclude(text="").values_list("text", flat=True):
                self.may_be_shown.add(text.split()[0])
        waiting = Comment.objects.held().values_list("pk", flat=True)
        decisions = bulk.moderate(waiting, to, self.moderator)
        if to == "spam":
            undo.undo_decisions([decision.pk for decision in decisions], self.moderator)

    @rule(which=WHICH, reporter=st.integers(0, 5), holds=st.booleans())
    def report(self, which: int, reporter: int, holds: bool) -> None:
        SiteCommentSettings.objects.update(reports_hold=holds, report_threshold=2)
        if comment := self.pick(which):
            by = commenters.commenter_of(self.readers[reporter % 3]) if reporter < 3 else None
            with contextlib.suppress(CommentingError):
                responses.flag(comment.pk, f"key-{reporter}", "abuse", reporter=by)

    @rule(which=WHICH, who=st.integers(0, 3), on=st.booleans())
    def like(self, which: int, who: int, on: bool) -> None:
        if comment := self.pick(which):
            with contextlib.suppress(CommentingError):
                responses.react(comment.pk, f"key-{who}", on=on)

    @rule(story=STORIES)
    def hide_or_show(self, story: int) -> None:
        article = Article.objects.get(pk=self.stories[story].pk)
        if article.live:
            publishing.unpublish(article)
        else:
            publishing.publish(article.latest_revision)

    @rule(story=STORIES, opening=st.booleans())
    def close_or_open(self, story: int, opening: bool) -> None:
        thread = threads.thread_of(self.stories[story])
        (threads.open_thread if opening else threads.close_thread)(thread, self.moderator)

    @rule(premod=st.sampled_from(["off", "off", "first_n", "all"]))
    def change_settings(self, premod: str) -> None:
        SiteCommentSettings.objects.update(premod=premod)

    @rule(story=STORIES, premod=st.sampled_from(["inherit", "off", "all"]))
    def change_thread(self, story: int, premod: str) -> None:
        threads.premoderate_thread(threads.thread_of(self.stories[story]), premod, self.moderator)

    @rule(author=AUTHORS, do=st.sampled_from(["ban", "watch", "lift", "lift"]))
    def judge_person(self, author: int, do: str) -> None:
        getattr(commenters, do)(commenters.commenter_of(self.readers[author]), self.moderator)

    @precondition(lambda self: self.said > 12)
    @rule(author=AUTHORS)
    def refuse_all(self, author: int) -> None:
        bulk.refuse_all_by(commenters.commenter_of(self.readers[author]), self.moderator, reason="spam")

    @rule(author=AUTHORS)
    def want_notices(self, author: int) -> None:
        notices.choose(commenters.commenter_of(self.readers[author]), "instant")

    @precondition(lambda self: self.said > 14)
    @rule(author=AUTHORS)
    def erase(self, author: int) -> None:
        erasure.erase(self.readers[author])


def explore(machine: type[Comments], make_story: Any, user: Any, *, examples: int = 10, steps: int = 25) -> None:
    """Let Hypothesis search for steps that break an invariant of `machine`, the same way at every run."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    stories = [make_story("Seven countries share winter gas"), make_story("The ferry radar has failed again")]
    found = type(machine.__name__, (machine,), {"stories": stories, "user": user})
    run_state_machine_as_test(found, settings=profile)
