"""Cascading deletes and database constraints."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comments.models import Comment, CommentRevision, ModerationDecision
from tests.comments.writing import say


@pytest.mark.parametrize(
    "values",
    [
        {"published_revision": None},
        {"status": "held"},
        {"sort_seq": None},
        {"status": "rejected", "published_revision": None, "reported_at": "2026-01-01T00:00Z"},
        {"status": "rejected", "published_revision": None, "waiting_since": "2026-01-01T00:00Z"},
    ],
)
def test_a_state_that_says_two_things_cannot_be_written(
    story: Any, ada: Any, open_house: None, values: dict[str, Any]
) -> None:
    comment = say(story, ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**values)


def test_with_a_story_go_its_comments_and_all_that_hangs_on_them(story: Any, ada: Any, open_house: None) -> None:
    root = say(story, ada)
    say(story, ada, "An answer to myself, about the fog.", parent=root)
    story.delete()
    left = (Comment, CommentRevision, ModerationDecision)
    assert [model.objects.count() for model in left] == [0, 0, 0]
