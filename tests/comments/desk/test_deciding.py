"""What a moderator decides about one comment, and takes back."""

from typing import Any

import pytest

from comments.models import Appeal, Comment, Flag
from comments.reasons import statement_of
from comments.services import appeals, changes, moderation, responses, submission
from comments.services.commenters import commenter_of
from tests.comments.writing import say, trust


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize(("action", "status"), [("approve", "published"), ("refuse", "rejected"), ("spam", "spam")])
def test_a_decision_is_made_at_once_and_said(action: str, status: str, held: Comment, decide: Any) -> None:
    answer = decide(held, action, reason="abusive")
    assert answer.status_code == 200
    assert fresh(held).status == status
    assert answer.json()["gone"] is True
    assert answer.json()["said"]
    decision = held.decisions.latest("pk")
    assert (decision.actor.username, decision.pk) == ("lena", answer.json()["decision"])


def test_a_refusal_tells_its_author_the_reason_and_what_the_moderator_added(held: Comment, decide: Any) -> None:
    decide(held, "", reason="private", word="Please leave her name out and send it again.")
    told = statement_of(fresh(held))
    assert told is not None
    assert "private" in str(told.sentence)
    assert told.word == "Please leave her name out and send it again."
    assert told.may_appeal


def test_what_the_author_is_told_can_be_changed_later(held: Comment, decide: Any, desk_client: Any) -> None:
    number = decide(held, "", reason="other", word="No.").json()["decision"]
    desk_client.post(f"/admin/comments/decision/{number}/word/", {"word": "It names a child."})
    assert statement_of(fresh(held)).word == "It names a child."  # type: ignore[union-attr]
    assert "It names a child." in desk_client.get(f"/admin/comments/comment/{held.public_id}/").content.decode()
    desk_client.post(f"/admin/comments/decision/{number}/word/", {"word": ""})
    assert statement_of(fresh(held)).word == ""  # type: ignore[union-attr]


def test_who_comes_second_gets_409_and_the_comment_as_it_is_now(held: Comment, decide: Any, editor: Any) -> None:
    moderation.approve(held.pk, held.version, changes.staff(editor))
    answer = decide(held, "refuse", reason="abusive")
    assert answer.status_code == 409
    assert fresh(held).status == "published"
    assert "tomas was first: Approved" in answer.json()["said"]
    assert f'value="{fresh(held).version}"' in answer.json()["html"]
    assert held.decisions.filter(by="staff").count() == 1


def test_without_scripts_the_loser_of_a_race_gets_a_page_with_the_same(
    held: Comment, desk_client: Any, editor: Any
) -> None:
    moderation.approve(held.pk, held.version, changes.staff(editor))
    address = f"/admin/comments/comment/{held.public_id}/decide/"
    answer = desk_client.post(address, {"action": "spam", "version": held.version})
    assert answer.status_code == 409
    assert "was first" in answer.content.decode()
    assert fresh(held).status == "published"


def test_without_scripts_a_decision_leads_back_to_the_next_comment(held: Comment, desk_client: Any) -> None:
    address = f"/admin/comments/comment/{held.public_id}/decide/"
    data = {
        "action": "approve",
        "version": held.version,
        "queue": "held",
        "next": "/admin/comments/queue/held/",
        "then": "comment-x",
    }
    answer = desk_client.post(address, data)
    assert answer.url == "/admin/comments/queue/held/#comment-x"
    assert "Published." in desk_client.get(answer.url).content.decode()
    data |= {"next": "https://elsewhere.example/", "version": fresh(held).version, "action": "spam"}
    assert desk_client.post(address, data).url.startswith("/admin/comments/")


def test_a_decision_is_undone_and_the_comment_waits_again(held: Comment, decide: Any, desk_client: Any) -> None:
    number = decide(held, "approve").json()["decision"]
    page = desk_client.get("/admin/comments/queue/held/").content.decode()
    assert "Your last decision" in page
    answer = desk_client.post(
        "/admin/comments/undo/", {"first": number, "last": number, "queue": "held"}, HTTP_ACCEPT="application/json"
    )
    assert fresh(held).status == "held"
    assert [item["id"] for item in answer.json()["items"]] == [f"comment-{held.public_id}"]
    assert "Your last decision" not in desk_client.get("/admin/comments/queue/held/").content.decode()


def test_what_was_decided_on_since_is_not_undone(held: Comment, decide: Any, desk_client: Any, editor: Any) -> None:
    number = decide(held, "approve").json()["decision"]
    moderation.mark_spam(held.pk, None, changes.staff(editor))
    answer = desk_client.post(
        "/admin/comments/undo/", {"first": number, "last": number}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 422
    assert fresh(held).status == "spam"


def test_refusing_an_edit_leaves_readers_the_text_before(story: Any, ada: Any, decide: Any, open_house: None) -> None:
    comment = say(story, ada, "The pilots wait for hours.")
    submission.edit(comment.pk, commenter_of(ada), "See https://a.example and https://b.example and https://c.example")
    comment = fresh(comment)
    assert comment.has_waiting_edit
    page = decide(comment, "feature", queue="held").json()["html"]  # it stays in the queue, and shows what changed
    assert '<del class="deletion">' in page
    decide(fresh(comment), "refuse", reason="other")
    comment = fresh(comment)
    assert comment.status == "published"
    assert comment.published_revision.text == "The pilots wait for hours."  # type: ignore[union-attr]


def test_a_reported_comment_is_kept_and_its_reports_dismissed(story: Any, ada: Any, decide: Any) -> None:
    trust(ada)
    comment = say(story, ada)
    for key in "abc":
        responses.flag(comment.pk, key, Flag.Reason.ABUSE, "He means me.")
    comment = fresh(comment)
    assert comment.reported_at
    answer = decide(comment, "approve", queue="reported")
    assert answer.json()["gone"] is True
    assert set(comment.flags.values_list("state", flat=True)) == {"dismissed"}


def test_an_appeal_is_granted_by_publishing_and_denied_by_the_refusal(
    story: Any, ada: Any, ben: Any, decide: Any
) -> None:
    for reader, action, state in ((ada, "approve", "granted"), (ben, "uphold", "denied")):
        comment = say(story, reader, f"What {reader.name} thinks of the levy is this.")
        decide(comment, "refuse", reason="off_topic")
        appeals.appeal(comment.pk, commenter_of(reader), "It is about the story.")
        answer = decide(fresh(comment), action, queue="appealed")
        assert answer.json()["gone"] is True
        assert Appeal.objects.get(comment=comment).state == state


@pytest.mark.parametrize(
    "data", [{}, {"action": "explode", "version": 0}, {"action": "approve"}, {"action": "approve", "version": "-1"}]
)
def test_nonsense_is_answered_400_and_changes_nothing(data: Any, held: Comment, desk_client: Any) -> None:
    assert desk_client.post(f"/admin/comments/comment/{held.public_id}/decide/", data).status_code == 400
    assert fresh(held).status == "held"


def test_a_decision_by_get_changes_nothing(held: Comment, desk_client: Any) -> None:
    address = f"/admin/comments/comment/{held.public_id}/decide/?action=approve&version={held.version}"
    assert desk_client.get(address).status_code == 405
    assert desk_client.get("/admin/comments/undo/").status_code == 405
    assert fresh(held).status == "held"


def test_a_decision_without_a_csrf_token_changes_nothing(held: Comment, lena: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lena)
    data = {"action": "approve", "version": held.version}
    assert strict.post(f"/admin/comments/comment/{held.public_id}/decide/", data).status_code == 403
    assert fresh(held).status == "held"
