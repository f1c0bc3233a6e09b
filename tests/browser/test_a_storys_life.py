"""A story between reporter and editor: handed in, sent back, handed in again, approved, live, corrected, reverted."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import builders
from tests.browser.desk import (
    EDIT,
    choose,
    credit,
    expect_soon,
    open_form_that_saves_by_itself,
    said,
    set_schedule,
    take_action,
    wait_until,
    write_paragraph,
)

HEADLINE, NOTE = "Radar audit finds blind harbours", "Who says so? Name the auditor."
FIRST, SECOND = "Ships were guided by memory.", "Ships were guided by memory, the harbour office says."
THIRD = "Now everybody looks."
CORRECTION = "There are three blind harbours, not two."


def test_a_story_goes_from_its_reporter_to_the_readers_and_back_to_an_earlier_text(
    log_in: Any, page: Page, reporter: Any, editor: Any, world: Any, mara: Any, worker: None
) -> None:
    hers, his = log_in(reporter), log_in(editor)

    story = write_with_automatic_saves(hers)
    take_action(hers, re.compile("^Submit to"))
    expect(said(hers)).to_contain_text("submitted")

    send_back(his)
    hers.goto("/admin/")
    expect(hers.get_by_text(NOTE)).to_be_visible()
    hers.get_by_role("link", name=HEADLINE).click()
    expect(said(hers)).to_contain_text(NOTE)
    standfirst = hers.get_by_role("textbox", name="Standfirst")
    expect(standfirst).to_have_value(FIRST)
    standfirst.fill(SECOND)
    take_action(hers, re.compile("^Resubmit"))
    expect(said(hers)).to_contain_text("submitted")

    his.goto(EDIT.format(story.pk))
    set_schedule(his, timezone.now() + timedelta(hours=20))
    his.goto("/admin/")
    his.get_by_role("link", name=f"Read “{HEADLINE}”").click()
    expect(his.get_by_text(SECOND)).to_be_visible()
    as_previewed = printed(his)
    his.goto(EDIT.format(story.pk))
    take_action(his, "Approve and Publish")
    expect(said(his)).to_contain_text("is approved and goes live on")

    address = Article.objects.get().get_absolute_url()
    assert page.goto(address).status == 404
    builders.let_its_time_come(story)
    expect_soon(page, address, 200)
    assert printed(page) == as_previewed

    correct(his, story)
    page.reload()
    expect(page.get_by_text(CORRECTION)).to_be_visible()

    his.goto(EDIT.format(story.pk))
    his.get_by_role("textbox", name="Standfirst").fill(THIRD)
    take_action(his, "Publish")
    expect(said(his)).to_contain_text("published")
    page.reload()
    expect(page.get_by_text(THIRD)).to_be_visible()
    compare_and_revert(his, story)
    page.reload()
    expect(page.get_by_text(SECOND)).to_be_visible()
    expect(page.get_by_text(CORRECTION)).to_be_visible()


def write_with_automatic_saves(desk: Page) -> Article:
    """Write a story that lacks nothing and never press a button to save."""
    open_form_that_saves_by_itself(desk)
    desk.get_by_placeholder("Headline").fill(HEADLINE)
    desk.wait_for_url("**/edit/**")
    choose(desk, "Choose section", "World")
    credit(desk, "Mara Lindqvist", "Words")
    write_paragraph(desk, "The audit was written on a ferry, by hand.")
    desk.get_by_role("textbox", name="Standfirst").fill(FIRST)
    wait_until(desk, lambda: Article.objects.get().standfirst == FIRST)
    return Article.objects.get()


def send_back(desk: Page) -> None:
    """Ask for changes, with a note."""
    desk.goto("/admin/")
    desk.get_by_role("link", name=HEADLINE).first.click()
    take_action(desk, "Request changes")
    desk.locator(".modal").get_by_label("Comment").fill(NOTE)
    desk.locator(".modal").get_by_role("button", name="Request changes").click()
    expect(said(desk)).to_contain_text("went back to its reporter")


def printed(page: Page) -> str:
    """Return the story as it is printed, without when it was published and what readers may answer."""
    return str(
        page.evaluate(
            """() => {
                const story = document.querySelector("article").cloneNode(true);
                story.querySelectorAll(".when, .hint").forEach((part) => part.remove());
                return story.innerHTML.replace(/\\s+/g, " ");
            }"""
        )
    )


def correct(desk: Page, story: Article) -> None:
    """Print a correction."""
    desk.goto(EDIT.format(story.pk))
    desk.locator(".w-slim-header").get_by_role("button", name="Actions").click()
    desk.get_by_role("link", name="Correct", exact=True).click()
    desk.get_by_label("Text").fill(CORRECTION)
    desk.get_by_role("button", name="Print the correction").click()
    expect(said(desk)).to_contain_text(HEADLINE)


def compare_and_revert(desk: Page, story: Article) -> None:
    """See what the last change was, and publish the text before it again."""
    desk.goto(f"/admin/snippets/articles/article/history/{story.pk}/")
    choose_of_row(desk, "Current draft", "Compare with previous version")
    expect(desk.get_by_role("row").filter(has_text="Standfirst:")).to_contain_text(f"{SECOND}{THIRD}")
    desk.go_back()
    choose_of_row(desk, "Published scheduled draft", "Review this version")
    expect(desk.get_by_role("textbox", name="Standfirst")).to_have_value(SECOND)
    take_action(desk, "Publish this version")
    expect(said(desk)).to_contain_text("published")


def choose_of_row(desk: Page, row: str, name: str) -> None:
    """Choose from the menu of one line of the history."""
    line = desk.get_by_role("row").filter(has_text=row).first
    line.get_by_role("button", name="Actions").click()
    desk.get_by_role("link", name=name).click()
