"""C7: at most one notice for a comment and a person; none before publication, after unsubscribing, or to oneself."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from comments.models import Comment, ReplyNotification
from comments.services import commenters, moderation, notices
from outbox.models import OutgoingMail
from readers import tokens
from readers.models import RateBucket
from tests.comments.writing import say


@pytest.fixture(autouse=True)
def _everybody_wants_them(ada: Any, ben: Any, open_house: None) -> None:
    for reader in (ada, ben):
        notices.choose(commenters.commenter_of(reader), "instant")


def mails() -> Any:
    return OutgoingMail.objects.filter(kind__startswith="comments.repl")


def test_c7_the_author_of_two_answered_comments_gets_one_mail(story: Any, ada: Any, ben: Any) -> None:
    """C7: the author of the parent is also the person it replies to (Ghost's code sends for both)."""
    first = say(story, ada, "The head of this thread, about the fog.")
    second = say(story, ada, "And a word of mine on radar, below it.", parent=first)
    third = say(story, ada, "And one on the crossing, below that.", parent=second)
    RateBucket.objects.all().delete()
    reply = say(story, ben, "All three of these are mistaken, I fear.", parent=third)
    assert {reply.parent.author, reply.in_reply_to.author} == {first.author}
    notices.send_instant()
    notices.send_instant()
    assert mails().count() == 1
    assert ReplyNotification.objects.get().state == "sent"


def test_c7_nobody_hears_of_what_they_wrote_themselves(story: Any, ada: Any) -> None:
    """C7: none to oneself."""
    say(story, ada, "An answer to myself, about the fog.", parent=say(story, ada))
    assert notices.send_instant() == 0
    assert not ReplyNotification.objects.exists()


def test_c7_none_before_it_is_published_and_none_if_it_is_refused_before_the_mail_leaves(
    story: Any, ada: Any, ben: Any, moderator: Any
) -> None:
    """C7: none before publication; approved twice, there is still one."""
    reply = say(story, ben, "See https://a.example and https://b.example", parent=say(story, ada))
    assert (reply.status, ReplyNotification.objects.count()) == ("held", 0)
    for _ in range(2):
        moderation.approve(reply.pk, None, moderator)
        moderation.reject(reply.pk, None, moderator)
    assert ReplyNotification.objects.count() == 1
    assert notices.send_instant() == 0
    assert ReplyNotification.objects.get().state == "gone"


def test_c7_who_left_gets_none_of_those_that_wait(story: Any, ada: Any, ben: Any) -> None:
    """C7: none after unsubscribing by the link in the mail."""
    head = say(story, ada)
    say(story, ben, "An answer that waits to be mailed.", parent=head)
    token = tokens.make(tokens.UNSUBSCRIBE, ada.public_id, what="replies")
    assert Client().post(reverse("comments:leave", args=[token])).status_code == 200
    say(story, ben, "And another that comes after it.", parent=head)
    assert notices.send_instant() == 0
    assert not mails().exists()
    assert set(ReplyNotification.objects.values_list("state", flat=True)) == {"gone", "off"}


def test_c7_a_day_of_replies_is_one_mail(story: Any, ada: Any, ben: Any) -> None:
    """C7: each reply in it is sent once."""
    notices.choose(commenters.commenter_of(ada), "daily")
    head = say(story, ada)
    for number in range(3):
        say(story, ben, f"word{number} alpha{number} beta{number} said", parent=head)
    assert (notices.send_instant(), notices.send_daily(), notices.send_daily()) == (0, 1, 0)
    assert mails().get().subject == "3 replies to you"


def test_c7_the_database_keeps_one_for_a_comment_and_a_person(story: Any, ada: Any, ben: Any) -> None:
    """C7: a unique constraint, bypassing our code."""
    reply = say(story, ben, "An answer that waits to be mailed.", parent=say(story, ada))
    notice = ReplyNotification.objects.get(comment=reply)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyNotification.objects.create(comment=reply, recipient=notice.recipient, state="instant")


def test_c7_without_asking_nobody_gets_mail(story: Any, ada: Any, ben: Any) -> None:
    """Reply notices are off by default; the row says why none was sent."""
    notices.choose(commenters.commenter_of(ada), "off")
    say(story, ben, "An answer that nobody is told of.", parent=say(story, ada))
    assert notices.send_instant() == 0
    assert ReplyNotification.objects.get().state == "off"
    assert Comment.objects.visible().count() == 2
