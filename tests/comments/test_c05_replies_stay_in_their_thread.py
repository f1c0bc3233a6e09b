"""C5: a reply is in its parent's thread, and within the maximum depth."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from comments.errors import NotPossibleError
from comments.models import Comment
from comments.services.threads import thread_of
from tests.comments.writing import guards, say


def test_c5_a_parent_under_another_story_is_refused(story: Any, make_story: Any, ada: Any, open_house: None) -> None:
    """C5 in the service (Isso #885)."""
    elsewhere = say(make_story("The ferry radar has failed again"), ada)
    with pytest.raises(NotPossibleError):
        say(story, ada, "An answer to what stands elsewhere.", parent=elsewhere)


@pytest.mark.parametrize("field", ["parent_id", "root_id", "in_reply_to_id"])
def test_c5_the_database_refuses_it_too(story: Any, make_story: Any, ada: Any, open_house: None, field: str) -> None:
    """C5 in the database, bypassing our code."""
    elsewhere = say(make_story("The ferry radar has failed again"), ada)
    root = say(story, ada, "The head of this thread, about the fog.")
    reply = say(story, ada, "An answer to the head, about radar.", parent=root)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=reply.pk).update(**{field: elsewhere.pk})


@pytest.mark.parametrize(
    "values", [{"depth": 3}, {"depth": 0}, {"parent": None}, {"parent": None, "root": None, "depth": 1}]
)
def test_c5_no_depth_but_that_of_the_thread(story: Any, ada: Any, open_house: None, values: Any) -> None:
    """C5: a comment with a parent is one level below it, and depth 3 does not exist."""
    root = say(story, ada)
    reply = say(story, ada, "An answer to the head, about radar.", parent=root)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=reply.pk).update(**values)


def test_c5_everything_said_is_found_under_the_head_it_belongs_to(story: Any, ada: Any, open_house: None) -> None:
    """C5: also for replies deeper than the maximum depth."""
    last, texts = say(story, ada, "The head of this thread."), []
    root = last
    for number in range(4):
        last = say(story, ada, f"word{number} alpha{number} beta{number}", parent=last, guards=_unlimited())
        texts.append(last)
    found = Comment.objects.replies_to(Comment.objects.on_page(thread_of(story)))
    assert list(found) == texts
    assert {comment.root_id for comment in found} == {root.pk}


def _unlimited() -> Any:
    from readers.models import RateBucket

    RateBucket.objects.all().delete()
    return guards()
