"""What readers do with comments, in a real browser, with scripts and without."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Flag
from comments.services import changes, moderation, notices
from outbox import development_mailbox, sending
from readers.guards import form_token

TEXT = "I ran a glassworks for thirty years. You cannot switch off a furnace; you can let it die."


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch):
    """Take forms as soon as they are filled in: nobody here types as slowly as people do."""
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))


@pytest.fixture
def story(make_story):
    return make_story()


@pytest.fixture
def moderator(make_user) -> Any:
    return changes.staff(make_user("lena", "Moderator"))


def last_link(to: str) -> str:
    """Send what waits, and return the first link in the newest mail to this address."""
    sending.send_due()
    letter = next(letter for letter in development_mailbox.letters() if to in str(letter.message["To"]))
    return re.search(r"https?://\S+", letter.text)[0]


def fill_in(page, text=TEXT, name="Oona Hartikainen", email="oona@reader.example"):
    page.get_by_label("Name, shown with your comment").fill(name)
    page.get_by_label("Mail address, never shown").fill(email)
    page.get_by_label("Your comment", exact=True).fill(text)
    page.get_by_label("Mail me when somebody replies").check()


def confirm_by_mail(page, to="oona@reader.example"):
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(last_link(to))
    expect(page.get_by_role("main")).to_contain_text("cannot switch off a furnace")
    page.get_by_role("button", name="Yes, send it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for a moderator")


def approve(moderator):
    comment = Comment.objects.get(status="held")
    moderation.approve(comment.pk, comment.version, moderator)


def test_a_first_comment_goes_its_way_from_click_to_print_and_is_answered(new_page, page, story, moderator):
    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Click to comment").click()
    fill_in(page)
    page.get_by_role("button", name="Send comment").click()
    confirm_by_mail(page)
    assert Comment.objects.get().current_revision.reasons.get().code == "first_n", "the proof of work was paid"

    page.goto(story.get_absolute_url())
    expect(page.locator(".cm")).to_have_count(0)
    page.get_by_role("link", name="Click to comment").click()
    expect(page.locator(".cm.mine")).to_contain_text("Waiting for a moderator")

    stranger = new_page()
    stranger.goto(story.get_absolute_url())
    stranger.get_by_role("link", name="Click to comment").click()
    expect(stranger.get_by_label("Your comment", exact=True)).to_be_visible()
    expect(stranger.locator(".cm")).to_have_count(0)
    approve(moderator)
    stranger.reload()
    expect(stranger.locator(".cm")).to_contain_text(TEXT)

    stranger.get_by_role("button", name="Like").click()
    expect(stranger.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    expect(stranger.locator(".num")).to_have_text("1")
    stranger.locator(".cm").get_by_role("link", name="Report").click()
    stranger.get_by_label("It says something untrue").check()
    stranger.get_by_role("button", name="Send the report").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Flag.objects.get().reason == "false"

    stranger.goto(story.get_absolute_url())
    stranger.get_by_role("link", name="Reply").click()
    expect(stranger.get_by_text("In reply to Oona Hartikainen")).to_be_visible()
    fill_in(stranger, "So did my father, and you cannot switch off a furnace.", "Wim Castellane", "wim@reader.example")
    stranger.get_by_role("button", name="Send comment").click()
    confirm_by_mail(stranger, "wim@reader.example")
    stranger.get_by_role("link", name="Edit").click()
    stranger.get_by_label("Your comment").fill("So did my father, for forty years.")
    stranger.get_by_role("button", name="Send the change").click()
    expect(stranger.get_by_role("article")).to_contain_text("forty years")
    approve(moderator)

    page.goto(story.get_absolute_url())
    expect(page.locator(".kids .cm")).to_contain_text("So did my father, for forty years.")
    expect(page.get_by_role("link", name="2 new since your last visit")).to_be_visible()
    notices.send_instant()
    page.goto(last_link("oona@reader.example"))
    expect(page.locator(".cm.here")).to_contain_text("So did my father")


def test_all_of_it_works_by_plain_forms(new_page, story, moderator):
    page = new_page(java_script_enabled=False)
    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Click to comment").click()
    fill_in(page)
    page.get_by_role("button", name="Send comment").click()
    confirm_by_mail(page)
    assert set(Comment.objects.get().current_revision.reasons.values_list("code", flat=True)) == {
        "first_n",
        "proof_of_work",
    }
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill(f"{TEXT} Slowly.")
    page.get_by_role("button", name="Send the change").click()
    approve(moderator)
    page.goto(story.get_absolute_url())
    expect(page.locator(".cm")).to_contain_text("Slowly.")

    other = new_page(java_script_enabled=False, user_agent="Another")
    other.goto(story.get_absolute_url())
    other.locator(".cm").get_by_role("link", name="Like").click()
    other.get_by_role("button", name="Like it").click()
    expect(other.locator(".num")).to_have_text("1")
    other.locator(".cm").get_by_role("link", name="Report").click()
    other.get_by_label("It is abusive").check()
    other.get_by_role("button", name="Send the report").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Thank you")

    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Your comment", exact=True).fill("One thing more, about the annealing oven.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for a moderator")
    approve(moderator)
    page.goto(story.get_absolute_url())
    expect(page.locator(".kids .cm")).to_contain_text("annealing oven")
