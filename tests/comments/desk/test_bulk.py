"""Deciding about many comments in one go."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.services import changes, moderation
from tests.comments.writing import make_reader, say

QUEUE = "/admin/comments/queue/held/"


@pytest.fixture
def waiting(story: Any) -> list[Comment]:
    """Three comments of three people, which wait."""
    return [say(story, make_reader(name), f"{name} writes about the harbour.") for name in ("Ada", "Ben", "Cleo")]


def bulk(client: Any, *picked: Comment, **fields: Any) -> Any:
    data = {"queue": "held", "which": "ticked", "to": "publish", "as_of": timezone.now().isoformat(), "next": QUEUE}
    data["pick"] = [f"{comment.pk}:{comment.version}" for comment in picked]  # type: ignore[assignment]
    return client.post("/admin/comments/bulk/", data | fields)


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_those_ticked_are_decided_on_and_the_summary_says_how_many(waiting: Any, desk_client: Any) -> None:
    answer = bulk(desk_client, waiting[0], waiting[2], to="refuse", reason="off_topic")
    assert answer.url == QUEUE
    assert states() == ["rejected", "held", "rejected"]
    assert waiting[0].decisions.latest("pk").reason_code == "off_topic"
    page = desk_client.get(QUEUE).content.decode()
    assert "2 comments refused." in page
    assert "2 comments" in page.split("Your last decision")[1][:300]


def test_one_undo_takes_all_of_them_back(waiting: Any, desk_client: Any) -> None:
    bulk(desk_client, *waiting)
    assert states() == ["published"] * 3
    page = desk_client.get(QUEUE).content.decode()
    first, last = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("first", "last"))
    desk_client.post("/admin/comments/undo/", {"first": first, "last": last})
    assert states() == ["held"] * 3


def test_what_somebody_else_decided_meanwhile_is_left_and_said(waiting: Any, desk_client: Any, editor: Any) -> None:
    moderation.mark_spam(waiting[1].pk, None, changes.staff(editor))
    bulk(desk_client, *waiting)
    assert states() == ["published", "spam", "published"]
    page = desk_client.get(QUEUE).content.decode()
    assert "2 comments published." in page
    assert "One was left as it is" in page


def test_a_whole_queue_is_asked_about_first_and_leaves_out_what_came_since(
    waiting: Any, story: Any, desk_client: Any
) -> None:
    as_of = timezone.now().isoformat()
    say(story, make_reader("Late"), "Just in time, or not.")
    question = bulk(desk_client, which="matching", as_of=as_of)
    assert question.status_code == 200
    assert "3 comments" in question.content.decode()
    assert states() == ["held"] * 4
    bulk(desk_client, which="matching", as_of=as_of, sure="1")
    assert states() == ["published"] * 3 + ["held"]


def test_a_thousand_at_most_are_decided_on_in_one_go(waiting: Any, desk_client: Any) -> None:
    first, since = waiting[0], timezone.now() - timedelta(hours=1)
    rows = [
        Comment(
            thread=first.thread,
            author=first.author,
            status="held",
            waiting_since=since,
            current_revision=first.current_revision,
        )
        for _number in range(1_005)
    ]
    Comment.objects.bulk_create(rows)
    bulk(desk_client, which="matching", to="spam", sure="1")
    assert Comment.objects.filter(status="spam").count() == 1_000
    assert Comment.objects.filter(status="held").count() == 8
    assert first.author.__class__.objects.get(pk=first.author_id).rejected_n == 1_000


@pytest.mark.parametrize(
    "fields", [{"to": "hold"}, {"to": "explode"}, {"which": "matching", "as_of": "now"}, {"to": ""}]
)
def test_nonsense_is_answered_400(fields: Any, waiting: Any, desk_client: Any) -> None:
    assert bulk(desk_client, *waiting, **fields).status_code == 400
    assert states() == ["held"] * 3


def test_nothing_ticked_is_said_and_nothing_done(waiting: Any, desk_client: Any) -> None:
    bulk(desk_client, pick=["x:y", ":", "1:99999999999999999999"])
    assert states() == ["held"] * 3
    assert "Nothing was chosen" in desk_client.get(QUEUE).content.decode()
