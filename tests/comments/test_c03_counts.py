"""C3: `published_count` is always exact; so are the counts of replies, likes, reports and commenters."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from random import Random
from typing import Any

import pytest
from django.db import connection
from hypothesis.stateful import invariant

from comments.errors import VersionConflictError
from comments.models import Comment, CommentThread, SiteCommentSettings
from comments.services import bulk, changes, counts, moderation
from tests.comments.writing import make_reader, say

from .machine import Comments, explore


class Counted(Comments):
    """Recount everything after every step, and expect no difference."""

    @invariant()
    def every_count_is_right(self) -> None:
        for thread in CommentThread.objects.all():
            assert thread.published_count == thread.comments.filter(status="published").count()
        assert counts.recount() == counts.Drift()


def test_c3_every_count_is_right_after_every_step(make_story: Any, make_user: Any) -> None:
    """C3, after random steps in random order."""
    explore(Counted, make_story, make_user("lena", "Moderator"))


def test_c3_a_recount_finds_and_mends_what_is_wrong(story: Any, ada: Any, open_house: None) -> None:
    """The recount that C3 relies on finds wrong counters."""
    root = say(story, ada)
    say(story, ada, "An answer to myself, about the fog this time.", parent=root)
    CommentThread.objects.update(published_count=7)
    Comment.objects.filter(pk=root.pk).update(reply_count=3, like_count=2, score_flags=9)
    assert counts.recount() == counts.Drift(threads=1, replies=1, likes=1, reports=1)
    assert counts.recount() == counts.Drift()
    assert CommentThread.objects.get().published_count == 2


@pytest.fixture
def fifty(transactional_db: None, make_story: Any) -> Iterator[list[int]]:
    """Return fifty comments and replies of five people under two stories."""
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(premod="all")
    stories = [make_story(), make_story("The ferry radar has failed again")]
    readers = [make_reader(f"Reader {letter}") for letter in "Abcde"]
    for number in range(50):
        say(stories[number % 2], readers[number % 5], f"word{number} alpha{number} beta{number} gamma{number}")
    return list(Comment.objects.values_list("pk", flat=True))


def test_c3_the_counts_are_right_after_eight_moderators_at_once(fifty: list[int], make_user: Any) -> None:
    """C3, with eight connections that moderate the same fifty comments in different orders."""
    actor = changes.staff(make_user("lena", "Moderator"))

    def moderate(seed: int) -> None:
        random = Random(seed)  # noqa: S311
        with closing(connection):
            for pk in random.sample(fifty, k=len(fifty)):
                to = random.choice(["published", "rejected", "spam"])
                with suppress(VersionConflictError):
                    moderation.transition(pk, None if seed % 2 else 0, to, actor)
            bulk.moderate(random.sample(fifty, k=25), "published", actor)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(moderate, range(8)))
    assert counts.recount() == counts.Drift()
    published = Comment.objects.filter(status="published").count()
    assert sum(CommentThread.objects.values_list("published_count", flat=True)) == published
