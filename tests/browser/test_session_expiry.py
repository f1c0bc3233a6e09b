"""Whoever is logged out while writing keeps the text."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.admin_forms import EDIT
from tests.browser.session import session_of

WORDS = "Logged out in the middle of a"
PASS_PHRASE = "a long pass phrase"


@pytest.fixture
def writing(log_in: Any, reporter: Any, make_draft: Any) -> tuple[Page, Article]:
    """A reporter in the form of a draft of theirs."""
    story = make_draft("Before", owner=reporter)
    page = log_in(reporter)
    page.goto(reverse(EDIT, args=[story.pk]))
    return page, story


def saved_headline(story: Article) -> str:
    return str(Article.objects.get(pk=story.pk).get_latest_revision_as_object().headline)


def test_after_a_new_log_in_the_text_is_saved(writing: tuple[Page, Article], reporter: Any) -> None:
    page, story = writing
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()
    page.locator("#id_headline").fill(WORDS)
    page.get_by_role("button", name="Save draft").first.click()

    bar = page.get_by_role("alert").filter(has_text="You have been logged out")
    expect(bar).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value(WORDS)
    assert saved_headline(story) == "Before"

    with page.context.expect_page() as opened:
        bar.get_by_role("link", name="Log in").click()
    second = opened.value
    second.get_by_label("Username").fill(reporter.username)
    second.get_by_label("Password").fill(PASS_PHRASE)
    second.get_by_role("button", name="Sign in").click()
    second.wait_for_url(f"**{reverse('wagtailadmin_home')}")
    second.close()

    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert saved_headline(story) == WORDS


def test_somebody_else_logging_in_does_not_save_it_under_their_name(
    writing: tuple[Page, Article], editor: Any, site: str
) -> None:
    page, story = writing
    page.wait_for_load_state("networkidle")
    page.context.add_cookies([session_of(editor, site)])
    page.locator("#id_headline").fill(WORDS)
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_role("alert").filter(has_text="You have been logged out")).to_be_visible()
    assert saved_headline(story) == "Before"
