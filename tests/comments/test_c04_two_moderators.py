"""C4: if two moderators decide about the same version of a comment, one wins and the other is told."""

from typing import Any

import pytest

from comments.errors import VersionConflictError
from comments.models import Comment, ModerationDecision
from comments.services import changes, moderation
from tests.comments.writing import make_reader, say
from tests.connections import at_once


@pytest.mark.django_db(transaction=True)
def test_c4_one_decision_stands_and_the_other_moderator_gets_the_newer_state(make_story: Any, make_user: Any) -> None:
    """C4, on two connections, five times over."""
    story, lena, tomas = make_story(), make_user("lena", "Moderator"), make_user("tomas", "Moderator")
    for number in range(5):
        comment = say(story, make_reader(f"Reader {number}"), f"word{number} alpha{number} beta{number} now")
        answers = at_once(
            [
                lambda held=comment: moderation.approve(held.pk, held.version, changes.staff(lena)),
                lambda held=comment: moderation.reject(held.pk, held.version, changes.staff(tomas), "abusive"),
            ]
        )
        conflicts = [answer for answer in answers if isinstance(answer, VersionConflictError)]
        decided = ModerationDecision.objects.get(comment=comment, by="staff")
        now = Comment.objects.get(pk=comment.pk)
        assert len(conflicts) == 1
        assert (conflicts[0].comment.status, conflicts[0].comment.version) == (now.status, now.version)
        assert decided.to_status == now.status


def test_c4_who_decides_about_an_older_text_is_told(story: Any, ada: Any, moderator: Any) -> None:
    """C4: an edit by the author is a newer version as well."""
    from comments.services import submission

    comment = say(story, ada)
    submission.edit(comment.pk, comment.author, "Another text than the moderator has before them.")
    with pytest.raises(VersionConflictError):
        moderation.approve(comment.pk, comment.version, moderator)
    assert Comment.objects.get(pk=comment.pk).status == "held"
