"""Demo comments: every page has content, and the rows are as if readers had written them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Comment, Commenter, CommentThread
from comments.moderation_queues import QUEUES
from comments.services.counts import Drift, recount
from newsroom.demo import comments_loader
from tests.comments.test_c12_decisions import WITH_DECISIONS, replayed


@pytest.fixture
def demo(make_story: Any, make_user: Any) -> list[Any]:
    """Load the comments under stories of the right names; return the rows the demo would remove."""
    make_user("lena", "Moderator")
    kept: list[Any] = []
    now = timezone.now()
    stories = {
        path.stem: make_story(path.stem.replace("-", " "), slug=path.stem, at=now - timedelta(hours=5))
        for path in comments_loader.HERE.glob("*.txt")
    }
    comments_loader.load(stories, now, kept.append)
    return kept


def test_there_is_something_for_every_queue_and_nothing_is_wrong_with_it(demo: list[Any]) -> None:
    states = Counter(Comment.objects.values_list("status", flat=True))
    assert sum(states.values()) >= 300
    assert states["held"] >= 50
    assert all(QUEUES[name].count() for name in QUEUES)
    assert max(CommentThread.objects.values_list("published_count", flat=True)) >= 120
    assert Commenter.objects.filter(status="suspended").exists()
    assert Comment.objects.filter(is_featured=True).count() >= 8
    assert Comment.objects.filter(author__role="staff", status="published").exists()
    assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()
    assert recount() == Drift()
    for comment in Comment.objects.prefetch_related(WITH_DECISIONS):
        state = replayed(comment)
        assert (state["status"], state["shown"]) == (comment.status, comment.published_revision_id)
    assert len(demo) == Commenter.objects.count() * 2
