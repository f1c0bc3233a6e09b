"""C10: the same form sent twice, by a double click or a second try, creates one comment."""

from typing import Any

import pytest

from comments.models import Comment
from comments.services import submission
from comments.services.counts import Drift, recount
from comments.services.threads import thread_of
from tests.comments.writing import guards, make_reader
from tests.connections import at_once


@pytest.mark.django_db(transaction=True)
def test_c10_twenty_parallel_posts_of_one_form_make_one_comment(make_story: Any) -> None:
    """C10, on twenty connections; all of them get the same receipt."""
    story, reader, sent = make_story(), make_reader(), guards()
    thread_of(story)

    def send() -> Any:
        return submission.submit(story, reader, "The ferry was late again.", guards=sent, signed_in=True)

    receipts = at_once([send] * 20)
    assert Comment.objects.count() == 1
    assert {receipt.comment.pk for receipt in receipts} == {Comment.objects.get().pk}
    assert sum(receipt.new for receipt in receipts) == 1
    assert recount() == Drift()


def test_c10_a_form_that_failed_can_be_sent_again(story: Any, ada: Any) -> None:
    """C10: a rejected form is not used up, so no text is lost."""
    from comments.errors import BadTextError

    sent = guards()
    with pytest.raises(BadTextError):
        submission.submit(story, ada, " ", guards=sent, signed_in=True)
    assert submission.submit(story, ada, "Now with words in it.", guards=sent, signed_in=True).new
