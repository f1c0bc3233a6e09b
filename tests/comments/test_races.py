"""Races on real connections: nothing is lost, duplicated or left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from articles.services import publishing
from comments.errors import CommentingError, NotPossibleError, ThreadClosedError
from comments.models import Appeal, Comment, Commenter, CommentThread, Flag, ModerationDecision, SiteCommentSettings
from comments.services import appeals, bulk, changes, commenters, moderation, notices, responses, submission, upkeep
from comments.services.counts import Drift, recount
from comments.services.threads import thread_of
from outbox.models import OutgoingMail
from readers import erasure
from readers.models import Reader
from tests.comments.writing import make_reader, say
from tests.connections import at_once, elsewhere, until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(make_story: Any) -> Any:
    """Return a story that takes comments, without premoderation."""
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(premod="off")
    story = make_story()
    thread_of(story)
    return story


def one_after_the_other(first: Callable[[], Any], then: Callable[[], Any]) -> Any:
    """Return the result or error of `then`, started after `first` ran and before it is committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = elsewhere(pool, then)
            until_somebody_waits_for_a_lock()
        try:
            return waiting.result(timeout=30)
        except Exception as error:
            return error


def test_a_comment_confirmed_twice_at_once_is_confirmed_once(story: Any, ada: Reader) -> None:
    comment = say(story, ada, signed_in=False)
    at_once([lambda: submission.confirm(comment)] * 6)
    assert ModerationDecision.objects.filter(comment=comment, action="confirm").count() == 1
    assert CommentThread.objects.get().published_count == 1


def test_what_is_confirmed_in_the_last_moment_is_not_forgotten_with_what_never_was(story: Any, ada: Reader) -> None:
    comment = say(story, ada, signed_in=False)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert one_after_the_other(lambda: submission.confirm(comment), upkeep.forget) == 0
    assert Comment.objects.get(pk=comment.pk).status == "published"
    assert recount() == Drift()


def test_what_is_forgotten_cannot_be_confirmed_any_more(story: Any, ada: Reader) -> None:
    comment = say(story, ada, signed_in=False)
    Comment.objects.update(created_at=timezone.now() - timedelta(days=8))
    answer = one_after_the_other(upkeep.forget, lambda: submission.confirm(comment))
    assert isinstance(answer, Comment.DoesNotExist | NotPossibleError)
    assert not Comment.objects.exists()


def test_a_bulk_over_a_queue_loses_nothing_that_comes_or_is_decided_meanwhile(story: Any, make_user: Any) -> None:
    SiteCommentSettings.objects.update(premod="all")
    lena, tomas = (changes.staff(make_user(name, "Moderator")) for name in ("lena", "tomas"))
    writers = [make_reader(f"Reader {letter}") for letter in "abcdefghijkl"]

    def send(n: int) -> Comment:
        return say(story, writers[n], f"word{n} alpha{n} beta{n} said")

    held = [send(n) for n in range(6)]
    seen = {comment.pk: comment.version for comment in held}
    calls: list[Callable[[], Any]] = [lambda n=n: send(n) for n in range(6, 12)]  # type: ignore[misc]
    calls += [
        lambda: bulk.moderate(seen, "published", lena, seen=seen),
        lambda: moderation.mark_spam(held[3].pk, held[3].version, tomas),
        lambda: submission.delete_own(held[4].pk, held[4].author),
    ]
    answers = at_once(calls)
    assert all(isinstance(answer, Comment | list | CommentingError) for answer in answers), answers
    assert Comment.objects.held().count() == 6  # those that came meanwhile, which nobody has seen
    decided = ModerationDecision.objects.filter(comment__in=seen, by="staff").values_list("comment", flat=True)
    assert len(decided) == len(set(decided))
    assert set(seen) - set(decided) <= {held[4].pk}
    assert recount() == Drift()


def test_a_comment_on_a_story_that_is_being_taken_off_is_refused(story: Any, ada: Reader) -> None:
    as_they_saw_it = Article.objects.get(pk=story.pk)
    answer = one_after_the_other(lambda: publishing.unpublish(story), lambda: say(as_they_saw_it, ada))
    assert isinstance(answer, ThreadClosedError)
    assert not Comment.objects.exists()


def test_a_story_taken_off_and_back_in_one_moment_has_its_comments_once(story: Any, ada: Reader) -> None:
    say(story, ada)
    revision = story.latest_revision
    for _ in range(3):
        publishing.unpublish(story)
        publishing.publish(revision)
    assert Comment.objects.visible().count() == CommentThread.objects.get().published_count == 1
    assert CommentThread.objects.get().state == "open"


def test_one_person_reports_likes_and_appeals_once_however_often_they_press(
    story: Any, ada: Reader, moderator: changes.Actor
) -> None:
    comment = say(story, ada)
    at_once([lambda: responses.flag(comment.pk, "v:1", "abuse")] * 5)
    at_once([lambda: responses.react(comment.pk, f"v:{n % 3}") for n in range(9)])  # noqa: B023
    assert Flag.objects.count() == 1
    comment.refresh_from_db()
    assert (comment.score_flags, comment.like_count) == (1, comment.reactions.count())
    moderation.reject(comment.pk, None, moderator, "abusive")
    at_once([lambda: appeals.appeal(comment.pk, comment.author, "It was no insult.")] * 5)
    assert Appeal.objects.count() == 1
    assert recount() == Drift()


def test_what_is_sent_while_its_author_is_being_erased_is_not_kept(story: Any, ada: Reader) -> None:
    say(story, ada)
    answer = one_after_the_other(
        lambda: erasure.erase(ada), lambda: say(story, ada, "One more word, in the same instant.")
    )
    assert isinstance(answer, NotPossibleError)
    assert list(Comment.objects.values_list("status", flat=True)) == ["erased"]
    assert list(Commenter.objects.values_list("reader", "display_name")) == [(None, "")]


def test_what_was_being_sent_when_its_author_asked_to_be_erased_is_erased(story: Any, ada: Reader) -> None:
    one_after_the_other(lambda: say(story, ada), lambda: erasure.erase(ada))
    assert list(Comment.objects.values_list("status", flat=True)) == ["erased"]
    assert not Comment.objects.exclude(current_revision__source="").exists()


@pytest.fixture
def told(story: Any, ada: Reader) -> Commenter:
    """Return Ada, who wants reply notices and has one queued."""
    root = say(story, ada)
    notices.choose(root.author, "instant")
    say(story, make_reader("Ben Osei"), "An answer that is to be mailed.", parent=root)
    return Commenter.objects.get(pk=root.author_id)


@pytest.mark.parametrize("goodbye", ["leave", "erase"])
def test_who_goes_while_notices_are_sent_gets_none_and_nothing_stands_still(
    told: Commenter, ada: Reader, goodbye: str
) -> None:
    def go() -> None:
        if goodbye == "leave":
            notices.choose(told, "off")
        else:
            erasure.erase(ada)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            changes.lock_commenters([told.pk])
            sending = elsewhere(pool, notices.send_instant)
            until_somebody_waits_for_a_lock()
            go()
        assert sending.result(timeout=30) == 0
    assert not OutgoingMail.objects.exists()


def test_two_workers_send_each_notice_once(told: Commenter) -> None:
    assert sorted(at_once([notices.send_instant] * 4)) == [0, 0, 0, 1]
    assert OutgoingMail.objects.count() == 1


def test_a_person_banned_while_their_comment_comes_in_is_banned(story: Any, ada: Reader, make_user: Any) -> None:
    lena = changes.staff(make_user("lena", "Moderator"))
    author = commenters.commenter_of(ada)
    at_once([lambda: commenters.ban(author, lena), *[lambda: say(story, ada)] * 3])
    author.refresh_from_db()
    assert author.status == "banned"
    assert recount() == Drift()
