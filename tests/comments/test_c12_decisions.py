"""C12: every change of state has a decision, and decisions are append-only."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Prefetch
from hypothesis.stateful import invariant

from comments.models import Comment, Commenter, CommentThread, ModerationDecision
from tests.comments.writing import say

from .machine import Comments, explore

TURNS = {"feature": ("is_featured", True), "unfeature": ("is_featured", False)}
TURNS |= {"pin": ("is_pinned", True), "unpin": ("is_pinned", False)}


WITH_DECISIONS = Prefetch("decisions", ModerationDecision.objects.select_related("undoes").order_by("pk"))
"""Fetches the decisions of all rows at once, in the order in which they were taken."""


def replayed(comment: Comment) -> dict[str, Any]:
    """Return the state that follows from the decisions about `comment`. Raises AssertionError at a gap.

    The comment must be fetched `WITH_DECISIONS`.
    """
    state: dict[str, Any] = {"status": "", "shown": None, "is_featured": False, "is_pinned": False}
    for decision in comment.decisions.all():
        assert (decision.from_status, decision.shown_before_id) == (state["status"], state["shown"])
        state["status"], state["shown"] = decision.to_status, decision.shown_after_id
        if decision.action in TURNS:
            field, on = TURNS[decision.action]
            state[field] = on
        if decision.undoes and decision.undoes.action in TURNS:
            field, on = TURNS[decision.undoes.action]
            state[field] = not on
    return state


class Replayable(Comments):
    """Replay all decisions after every step."""

    @invariant()
    def decisions_tell_the_state(self) -> None:
        for comment in Comment.objects.prefetch_related(WITH_DECISIONS):
            assert replayed(comment) == {
                "status": comment.status,
                "shown": comment.published_revision_id,
                "is_featured": comment.is_featured,
                "is_pinned": comment.is_pinned,
            }
        for model in (CommentThread, Commenter):
            for row in model.objects.prefetch_related(WITH_DECISIONS):
                decisions = [(decision.from_status, decision.to_status) for decision in row.decisions.all()]
                for earlier, later in pairwise(decisions):
                    assert earlier[1] == later[0]
                now = row.state if model is CommentThread else row.status
                assert now == (decisions[-1][1] if decisions else "open" if model is CommentThread else "active")


def test_c12_the_decisions_replayed_give_the_present_state(make_story: Any, make_user: Any) -> None:
    """C12, after random steps in random order."""
    explore(Replayable, make_story, make_user("lena", "Moderator"))


def test_c12_a_decision_is_never_changed(story: Any, ada: Any) -> None:
    """C12: the database itself refuses every change except blanking the note."""
    say(story, ada)
    decision = ModerationDecision.objects.get(comment__isnull=False)
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationDecision.objects.update(to_status="published")
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationDecision.objects.update(note="Something else.")
    ModerationDecision.objects.update(note="")
