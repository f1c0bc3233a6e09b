"""What a moderator sees in the queues, and on the first page of the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Comment, Flag, SiteCommentSettings
from comments.services import changes, commenters, moderation, notices, responses, submission, word_lists
from comments.services.commenters import commenter_of
from outbox.models import OutgoingMail
from tests.comments.writing import make_reader, say

HELD = "/admin/comments/queue/held/"


def page_of(client: Any, address: str = HELD) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_held_comment_stands_there_with_all_reasons_at_once(story: Any, ada: Any, desk_client: Any) -> None:
    word_lists.add_phrases("suspect", ["old goat"])
    say(story, ada, "That old goat again: see https://a.example and https://b.example for it.")
    page = page_of(desk_client)
    assert "Ada Quill" in page
    assert "That old goat again" in page
    assert str(story) in page
    for reason in ("Word list</b> “old goat”", "Links</b> 2 links", "Read first</b> 0 published so far"):
        assert reason in page


def test_the_record_of_the_person_stands_beside_it(story: Any, ada: Any, desk_client: Any, moderator: Any) -> None:
    for number in range(2):
        comment = say(story, ada, f"Remark number {number}, about the levy and the quay.")
        moderation.transition(comment.pk, None, "rejected" if number else "published", moderator)
    word_lists.add_phrases("suspect", ["goat"])
    say(story, ada, "What a goat he is.")
    page = " ".join(page_of(desk_client).split())
    assert "<b>1</b> published · <b>1</b> refused · here since" in page


@pytest.fixture
def moderator(lena: Any) -> changes.Actor:
    return changes.staff(lena)


def test_the_longest_waiting_stands_first_and_a_page_ends_after_fifty(
    story: Any, desk_client: Any, django_assert_max_num_queries: Any
) -> None:
    author = commenter_of(make_reader("Ada Quill"))
    first = say(story, author.reader)
    now = timezone.now()
    copies = [
        Comment(thread=first.thread, author=author, status="held", waiting_since=now + timedelta(seconds=number))
        for number in range(54)
    ]
    Comment.objects.bulk_create(copies)
    with django_assert_max_num_queries(45):
        page = page_of(desk_client)
    assert page.count("data-comment>") == 50
    assert page.index(str(first.public_id)) < page.index(str(copies[0].public_id))
    assert "<b>50+</b>" in page
    after = page.split("after=")[1].split('"')[0]
    assert page_of(desk_client, f"{HELD}?after={after}").count("data-comment>") == 5


def test_a_queue_can_show_one_story_alone(story: Any, make_story: Any, ada: Any, ben: Any, desk_client: Any) -> None:
    other = make_story("The ferry radar failed in public")
    say(story, ada, "About the gas."), say(other, ben, "About the radar.")
    page = page_of(desk_client, f"{HELD}?story={other.pk}")
    assert "About the radar." in page
    assert "About the gas." not in page
    assert desk_client.get(f"{HELD}?story=999999").status_code == 404
    assert desk_client.get(f"{HELD}?story=x").status_code == 404
    assert desk_client.get("/admin/comments/queue/everything/").status_code == 404


def test_each_queue_has_what_belongs_there(story: Any, desk_client: Any, moderator: Any) -> None:
    made = {}
    for name, to in (("refused", "rejected"), ("spam", "spam"), ("published", "published"), ("reported", "published")):
        made[name] = say(story, make_reader(f"Author of {name}"), f"The one that is {name}, about the harbour.")
        moderation.transition(made[name].pk, None, to, moderator)
    for key in "abc":
        responses.flag(made["reported"].pk, key, Flag.Reason.PRIVATE, "My address is in it.")
    for name, comment in made.items():
        assert str(comment.public_id) in page_of(desk_client, f"/admin/comments/queue/{name}/")
        assert (str(comment.public_id) in page_of(desk_client)) is False
    assert "My address is in it." in page_of(desk_client, "/admin/comments/queue/reported/")


def test_an_edit_shows_what_it_changed(story: Any, ada: Any, open_house: None, desk_client: Any) -> None:
    word_lists.add_phrases("suspect", ["goat"])
    comment = say(story, ada, "The minister is a man of his word.")
    submission.edit(comment.pk, commenter_of(ada), "The minister is a goat of his word.")
    page = page_of(desk_client)
    assert '<del class="deletion">man</del>' in page
    assert '<ins class="addition">goat</ins>' in page
    assert "Readers still see the text before" in page


def test_a_reply_shows_what_it_answers_and_the_thread_around_it(
    story: Any, ada: Any, ben: Any, desk_client: Any, moderator: Any
) -> None:
    parent = say(story, ada, "The levy was sold to us as temporary.")
    moderation.approve(parent.pk, None, moderator)
    reply = say(story, ben, "It was not.", parent=Comment.objects.get(pk=parent.pk))
    page = page_of(desk_client)
    assert "In reply to Ada Quill" in page
    assert "The levy was sold to us as temporary." in page
    around = page_of(desk_client, f"/admin/comments/comment/{reply.public_id}/around/")
    assert "The levy was sold to us as temporary." in around
    assert "This comment" in around


def test_the_moderators_dashboard_shows_what_waits_and_nothing_they_cannot_do(held: Any, desk_client: Any) -> None:
    page = page_of(desk_client, "/admin/")
    assert "Comments waiting" in page
    assert "The ferry was late again today." in page
    assert "<b>1</b> comment waiting" in page
    for foreign in ("My stories", "Waiting for review", "Write a story", "Problems"):
        assert foreign not in page
    assert '"data-newsroom-waiting": "1"' in page


def test_moderators_are_mailed_once_an_hour_while_comments_wait(held: Any, lena: Any, make_user: Any) -> None:
    make_user("mara", "Reporter")
    assert notices.mail_moderators() == 1
    assert notices.mail_moderators() == 0
    mail = OutgoingMail.objects.get(kind="comments.waiting")
    assert mail.to_email == lena.email
    assert "/admin/comments/" in mail.text
    assert "ferry" not in mail.text
    SiteCommentSettings.objects.update(mail_moderators=False, moderators_mailed_at=None)
    assert notices.mail_moderators() == 0


def test_a_name_is_found_by_its_beginning(story: Any, desk_client: Any) -> None:
    for name in ("Clara Voss", "Clarissa Bell", "Ben Osei"):
        say(story, make_reader(name), f"{name} writes about the quay.")
    page = page_of(desk_client, "/admin/comments/people/?q=clar")
    assert "Clara Voss" in page
    assert "Clarissa Bell" in page
    assert "Ben Osei" not in page
    assert commenters.Commenter.objects.count() == 3
