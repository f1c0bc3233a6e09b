"""C2: an edit never publishes unmoderated text when its author or its thread is premoderated."""

from typing import Any

from hypothesis.stateful import invariant

from comments.models import Comment

from .machine import Comments, explore


class NothingUnread(Comments):
    """Check that every shown text was approved, or its author was not premoderated at the time."""

    @invariant()
    def nothing_unread_is_shown(self) -> None:
        shown = Comment.objects.filter(status="published").values_list("published_revision__text", flat=True)
        assert {text.split()[0] for text in shown} <= self.may_be_shown


def test_c2_no_text_of_anybody_who_is_read_first_is_shown_unread(make_story: Any, make_user: Any) -> None:
    """C2, after random steps in random order."""
    explore(NothingUnread, make_story, make_user("lena", "Moderator"))
