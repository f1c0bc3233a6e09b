"""Submitting, confirming, editing and deleting comments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.errors import BadTextError, NotPossibleError, NotYoursError, ThreadClosedError, TooLateError
from comments.models import Comment, CommentThread, SiteCommentSettings
from comments.services import moderation, notices, submission
from comments.services.threads import close_thread
from outbox.models import OutgoingMail
from readers.identity import reader_for
from tests.comments.writing import guards, make_reader, say


def test_a_first_comment_is_held_and_the_next_ones_are_not(story, ada, moderator):
    first = say(story, ada)
    assert (first.status, first.waiting_since is not None) == ("held", True)
    assert [reason.code for reason in first.current_revision.reasons.all()] == ["first_n"]
    moderation.approve(first.pk, first.version, moderator)
    second = say(story, ada, "And today it did not sail at all, which is new.")
    assert second.status == "published"
    assert CommentThread.objects.get().published_count == 2


def test_a_comment_from_an_unknown_browser_waits_for_the_mailed_link_even_if_the_address_is_approved(
    story, ada, open_house
):
    say(story, ada)
    other = say(story, ada, "I am not Ada, but I know her address, which is enough elsewhere.", signed_in=False)
    assert other.status == "unconfirmed"
    assert other not in Comment.objects.held()
    sent = OutgoingMail.objects.get(kind="comments.confirm")
    assert "which is enough" not in sent.text + sent.html + sent.subject
    assert "Ada" not in sent.text + sent.html + sent.subject
    confirmed = submission.confirm(other)
    assert confirmed.status == "published"
    assert submission.confirm(other).version == confirmed.version


def test_one_address_gets_one_mail_a_day_however_often_it_is_asked_for(story, db):
    for number in range(5):
        victim = reader_for("v.ictim+x@gmail.com" if number % 2 else "victim@gmail.com", "Name")
        say(story, victim, f"This is the comment that has number {number} in it.", signed_in=False)
    assert OutgoingMail.objects.filter(kind="comments.confirm").count() == 1


def test_spam_from_an_unknown_address_is_not_even_asked_to_confirm(story, db):
    held = say(story, make_reader(verified=False), guards=guards(trapped=True), signed_in=False)
    assert held.status == "unconfirmed"
    assert not OutgoingMail.objects.exists()
    assert submission.confirm(held).status == "spam"


def test_without_scripts_the_proof_is_missing_and_the_comment_is_held(story, ada, open_house):
    assert say(story, ada, guards=guards(proof=None)).status == "held"


def test_replies_nest_two_deep_and_deeper_ones_say_whom_they_answer(story, ada, open_house):
    root = say(story, ada, "The head of this thread, about the ferry.")
    one = say(story, ada, "An answer to the head, about the fog.", parent=root)
    two = say(story, ada, "An answer to the answer, on radar then.", parent=one)
    three = say(story, ada, "And one that lies deeper than replies nest.", parent=two)
    assert [comment.depth for comment in (root, one, two, three)] == [0, 1, 2, 2]
    assert (three.parent, three.in_reply_to, three.root) == (one, two, root)
    root.refresh_from_db()
    one.refresh_from_db()
    assert (root.reply_count, one.reply_count) == (3, 2)


@pytest.mark.parametrize(
    "text",
    ["", "   \n ", "\u200b\u200d\u2060", "x" * 66_000, "x" * 1_000_000, "<blockquote>" * 10_000],
    ids=["nothing", "spaces", "invisible", "65 KB", "1 MB", "10,000 blockquotes"],
)
def test_nothing_and_far_too_much_are_not_taken(story, ada, text):
    with pytest.raises(BadTextError):
        say(story, ada, text)
    assert not Comment.objects.exists()


def test_nothing_is_taken_where_comments_are_closed(story, thread, ada, moderator):
    close_thread(thread, moderator)
    with pytest.raises(ThreadClosedError, match="A moderator closed it"):
        say(story, ada)
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(closed=True, closed_message="Back on Monday.")
    with pytest.raises(ThreadClosedError, match="Back on Monday"):
        say(story, ada)


def test_five_thousand_links_are_refused(story, ada, open_house):
    assert say(story, ada, "a.co/1 " * 5_000).status == "rejected"


@pytest.mark.parametrize("state", ["held", "rejected", "spam", "deleted", "erased", "hidden", "other story"])
def test_what_readers_do_not_see_cannot_be_answered(story, make_story, ada, ben, moderator, open_house, state):
    parent = say(story, ada)
    target = story
    if state == "hidden":
        CommentThread.objects.update(state="hidden")
    elif state == "other story":
        target = make_story("Another story altogether")
    elif state == "deleted":
        submission.delete_own(parent.pk, parent.author)
    else:
        moderation.transition(parent.pk, None, state, moderator)
    with pytest.raises((NotPossibleError, ThreadClosedError)):
        say(target, ben, "An answer to what is no longer there.", parent=parent)


def test_an_edit_is_shown_at_once_if_the_rules_allow_it(story, ada, open_house):
    comment = say(story, ada)
    submission.edit(comment.pk, comment.author, "The ferry was on time, I was wrong.")
    comment.refresh_from_db()
    assert comment.published_revision.text == "The ferry was on time, I was wrong."
    assert comment.edited_at is not None
    assert comment.revisions.count() == 2


def test_a_clean_comment_edited_into_spam_keeps_its_older_text(story, ada, open_house):
    comment = say(story, ada)
    submission.edit(comment.pk, comment.author, "See https://a.example https://b.example https://c.example now")
    comment.refresh_from_db()
    assert (comment.status, comment.published_revision.n, comment.current_revision.n) == ("published", 1, 2)
    assert comment in Comment.objects.held()


def test_an_edit_comes_from_the_author_within_ten_minutes(story, ada, ben, open_house):
    comment, other = say(story, ada), say(story, ben, "Somebody else wrote something else.")
    with pytest.raises(NotYoursError):
        submission.edit(comment.pk, other.author, "I am not her.")
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(TooLateError):
        submission.edit(comment.pk, comment.author, "The form was sent again, a quarter of an hour later.")


def test_what_reports_have_hidden_is_not_published_by_an_edit(story, ada, moderator, open_house):
    comment = say(story, ada)
    moderation.hold(comment.pk, comment.version, moderator)
    submission.edit(comment.pk, comment.author, "A harmless text, to slip by.")
    comment.refresh_from_db()
    assert comment.status == "held"


def test_the_mail_to_moderators_goes_at_most_once_an_hour(story, ada, moderator):
    say(story, ada)
    assert notices.mail_moderators() == 1
    assert notices.mail_moderators() == 0
    SiteCommentSettings.objects.update(moderators_mailed_at=timezone.now() - timedelta(minutes=61))
    assert notices.mail_moderators() == 1
    assert OutgoingMail.objects.filter(kind="comments.waiting").count() == 2
