"""A moderator in a real browser: fifty held comments by keyboard alone, and the queue on a tablet."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from comments.models import Comment, CommentRevision, ModerationReason
from comments.services.commenters import commenter_of
from tests.comments.writing import make_reader, say

QUEUE = "/admin/comments/queue/held/"


@pytest.fixture
def fifty(site: str, make_story: Any) -> list[Comment]:
    """Fifty held comments under one story, the oldest first."""
    first = say(make_story(), make_reader("Ada Quill"), "Number 0 waits.")
    people = [commenter_of(make_reader(f"Reader {letter}")) for letter in "ABCDEFG"]
    comments = [first]
    for number in range(1, 50):
        comment = Comment.objects.create(
            thread=first.thread, author=people[number % 7], status="held", waiting_since=timezone.now()
        )
        revision = CommentRevision.objects.create(comment=comment, source="", text=f"Number {number} waits.")
        ModerationReason.objects.create(revision=revision, code="first_n", outcome="hold")
        Comment.objects.filter(pk=comment.pk).update(current_revision=revision)
        comments.append(comment)
    return comments


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_a_moderator_handles_fifty_held_comments_by_keyboard_alone(
    fifty: list[Comment], log_in: Any, make_user: Any
) -> None:
    page: Page = log_in(make_user("lena", "Moderator"))
    page.goto(QUEUE)
    expect(page.locator(f"#comment-{fifty[0].public_id}")).to_be_focused()

    def press(key: str, comment: Comment, said: str) -> None:
        page.keyboard.press(key)
        expect(page.locator(f"#comment-{comment.public_id}")).to_contain_text(said)

    for comment in fifty[:40]:
        press("a", comment, "Published.")
    for comment in fifty[40:45]:
        page.keyboard.press("r")
        press("2", comment, "Refused.")
    press("s", fifty[45], "Marked as spam.")
    page.keyboard.press("u")  # a slip: taken back, it has the focus again
    expect(page.locator(f"#comment-{fifty[45].public_id}")).to_be_focused()
    assert state(fifty[45]) == "held"
    page.keyboard.press("j")
    expect(page.locator(f"#comment-{fifty[46].public_id}")).to_be_focused()
    page.keyboard.press("k")
    for comment in fifty[45:]:
        press("a", comment, "Published.")
    expect(page.locator("[data-said]")).to_contain_text("0 left on this page.")
    expect(page.locator("[data-again]")).to_be_focused()
    assert [state(comment) for comment in fifty] == ["published"] * 40 + ["rejected"] * 5 + ["published"] * 5
    assert fifty[40].decisions.latest("pk").reason_code == "hateful"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()


def test_the_queue_is_accessible_and_fits_a_tablet(fifty: list[Comment], log_in: Any, make_user: Any) -> None:
    page: Page = log_in(make_user("lena", "Moderator"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": 820, "height": 1180})
        page.goto(QUEUE)
        page.keyboard.press("r")
        expect(page.get_by_role("button", name="Abusive").first).to_be_focused()
        found = Axe().run(page, context=".newsroom-queue")
        assert not found.response["violations"], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.get_by_text("This comment").first).to_be_visible()
