"""Two people with one story open in two browsers: whoever saves later is told, and both texts are kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.desk import (
    EDIT,
    note_when_it_saves_by_itself,
    save_schedule,
    take_action,
    wait_until,
    wait_until_it_saves_by_itself,
)

FIRST, SECOND = "The text of whoever came first.", "The text of whoever came later."


def text_of(story: Article) -> str:
    return str(Article.objects.get(pk=story.pk).get_latest_revision_as_object().standfirst)


def save_by_itself(desk: Page) -> None:
    """Do nothing: the form saves what was typed."""


def save_draft(desk: Page) -> None:
    desk.locator("footer").get_by_role("button", name="Save draft").click()


def publish(desk: Page) -> None:
    take_action(desk, "Publish")


def hand_in(desk: Page) -> None:
    desk.locator("footer").get_by_role("button", name="More actions").click()
    desk.locator("footer").get_by_role("button", name="Submit to").click()


def schedule(desk: Page) -> None:
    save_schedule(desk, timezone.now() + timedelta(hours=20))


WAYS: dict[str, Callable[[Page], None]] = {
    "by itself": save_by_itself,
    "by hand": save_draft,
    "to publish": publish,
    "to hand in": hand_in,
    "with a time": schedule,
}


@pytest.fixture
def two(log_in: Any, editor: Any, board: Any) -> tuple[Page, Page]:
    """The browsers of two people who may both do everything with a story."""
    return log_in(editor), log_in(board)


def test_of_any_two_ways_to_save_the_later_is_told_and_both_texts_are_kept(
    two: tuple[Page, Page], make_draft: Any
) -> None:
    # One test and not twenty-five, so that both log in once; and she has one window for each way.
    his, hers = two
    windows = {way: hers.context.new_page() for way in WAYS}
    for context in (his.context, hers.context):
        note_when_it_saves_by_itself(context)
    for first in WAYS:
        story = make_draft(f"Saved {first}")
        for way, window in windows.items():
            open_form(window, story, way)  # and go on to the next while it loads
        open_form(his, story, first)
        if first == "by itself":
            wait_until_it_saves_by_itself(his)
        his.wait_for_load_state()
        his.get_by_role("textbox", name="Standfirst").fill(FIRST)
        WAYS[first](his)
        wait_until(his, lambda story=story: text_of(story) == FIRST)  # type: ignore[misc]
        for way, window in windows.items():
            save_later(window, way, f"{first}, then {way}")
            assert text_of(story) == FIRST, f"{first}, then {way}"


def save_later(desk: Page, way: str, pair: str) -> None:
    """Save a text over one that this form has not seen; be told, and find both."""
    desk.wait_for_load_state()
    if way == "by itself":
        wait_until_it_saves_by_itself(desk)
    desk.get_by_role("textbox", name="Standfirst").fill(SECOND)
    WAYS[way](desk)
    if way == "by itself":
        expect(desk.locator("footer").get_by_text("Somebody saved a newer version"), pair).to_be_visible()
        save_draft(desk)
    wait_until(desk, lambda: "/conflict/" in desk.url or says_go_on(desk))
    for text in (FIRST, SECOND):
        expect(desk.locator(".newsroom-two-texts").get_by_text(text), pair).to_be_visible()


def says_go_on(desk: Page) -> bool:
    """Confirm the save if the form asks, because it knows of the other's text already."""
    go_on = desk.locator("[data-w-dialog-target=confirm]:visible")
    if go_on.is_visible():
        go_on.click()
    return False


def open_form(desk: Page, story: Article, way: str) -> None:
    """Open the story's form; unless it is to save by itself, it waits for a button."""
    desk.goto(EDIT.format(story.pk), wait_until="commit")
    if way != "by itself":
        desk.locator("form[data-edit-form]").evaluate("form => { form.dataset.wAutosaveActiveValue = false }")
