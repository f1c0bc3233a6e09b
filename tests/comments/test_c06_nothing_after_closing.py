"""C6: no comment is accepted after its thread closed, not even in a race."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from comments.errors import ThreadClosedError
from comments.models import Comment, CommentThread, ModerationDecision
from comments.services import threads
from comments.services.changes import CLOCK
from comments.services.threads import close_thread, thread_of
from tests.comments.writing import make_reader, say
from tests.connections import at_once, elsewhere, until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def send(make_story: Any) -> Callable[[], Comment]:
    """Send a comment in one request."""
    story, reader = make_story(), make_reader()
    thread_of(story)
    return lambda: say(story, reader)


def test_c6_what_comes_while_the_thread_is_being_closed_waits_and_is_refused(send: Callable[[], Comment]) -> None:
    """C6: the closing is not committed yet when the comment has passed every other check."""
    thread = CommentThread.objects.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_thread(thread, CLOCK)
            sent = elsewhere(pool, send)
            until_somebody_waits_for_a_lock()
        with pytest.raises(ThreadClosedError):
            sent.result(timeout=30)
    assert not Comment.objects.exists()


def test_c6_what_came_before_is_kept_and_the_closing_waits_for_it(send: Callable[[], Comment]) -> None:
    """C6, the other order."""
    thread = CommentThread.objects.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            comment = send()
            closed = elsewhere(pool, lambda: close_thread(thread, CLOCK))
            until_somebody_waits_for_a_lock()
        closed.result(timeout=30)
    assert list(Comment.objects.all()) == [comment]
    closing = ModerationDecision.objects.get(thread=thread, action="close")
    assert comment.created_at < closing.created_at


def test_c6_of_twenty_at_once_none_comes_after_the_closing(make_story: Any) -> None:
    """C6, with twenty connections and the clock."""
    story = make_story()
    thread = thread_of(story)
    readers = [make_reader(f"Reader {letter}") for letter in "abcdefghijklmnopqrst"]
    calls: list[Callable[[], Any]] = [
        lambda reader=reader, n=n: say(story, reader, f"word{n} alpha{n} beta{n} said")
        for n, reader in enumerate(readers)
    ]
    CommentThread.objects.update(close_at=thread.article.first_published_at)
    calls.insert(10, threads.close_due)
    answers = at_once(calls)
    assert all(isinstance(answer, Comment | ThreadClosedError | int) for answer in answers)
    closing = ModerationDecision.objects.get(thread=thread, action="close")
    assert not ModerationDecision.objects.filter(comment__isnull=False, pk__gt=closing.pk).exists()
