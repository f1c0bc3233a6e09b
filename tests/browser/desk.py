"""What people do at the desk, in the admin's real form."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from tests import builders

ADD = "/admin/snippets/articles/article/add/"
EDIT = "/admin/snippets/articles/article/edit/{}/"


def choose(page: Page, button: str, name: str) -> None:
    """Choose what is called `name` from the list that `button` opens."""
    page.get_by_role("button", name=button).click()
    page.locator(".modal").get_by_role("link", name=name).click()


def credit(page: Page, name: str, role: str) -> None:
    page.get_by_role("button", name="Add Byline").click()
    choose(page, "Choose profile", name)
    page.get_by_role("combobox", name="Role").last.select_option(label=role)


def upload(page: Page, alt_text: str, credit: str) -> None:
    """Upload a picture as lead image."""
    page.get_by_role("region", name="Lead image").get_by_role("button", name="Choose a picture").click()
    modal = page.locator(".modal")
    modal.get_by_role("tab", name="Upload").click()
    picture = {"name": "cranes.jpg", "mimeType": "image/jpeg", "buffer": builders.picture_file().read()}
    modal.get_by_label("File").set_input_files(picture)  # type: ignore[arg-type]
    modal.get_by_label("Title").fill("Cranes")
    modal.get_by_label("Alt text").fill(alt_text)
    modal.get_by_label("Credit").fill(credit)
    modal.get_by_role("button", name="Upload").click()
    expect(modal).to_have_count(0)


def write_paragraph(page: Page, text: str) -> None:
    body = page.get_by_role("region", name="Body")
    body.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    body.get_by_role("textbox").press_sequentially(text)


def add_tags(page: Page, *names: str) -> None:
    page.get_by_role("tab", name="Tags and sources").click()
    for name in names:
        page.get_by_role("tabpanel", name="Tags and sources").locator(".tagit-new input").press_sequentially(f"{name},")


def save_schedule(page: Page, when: Any) -> None:
    """Fill in the dialog that sets a draft's times, and save it, which saves the story too."""
    page.wait_for_load_state("networkidle")  # the page saves by itself, and then renews the panel with its buttons
    if not page.get_by_role("button", name="Set schedule").is_visible():  # the panel stays as it was in another form
        page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_role("textbox", name="Go live").fill(when.strftime("%Y-%m-%d %H:%M"))
    page.get_by_role("button", name="Save schedule").press("Enter")


def set_schedule(page: Page, when: Any) -> None:
    """Give the draft a time; that alone approves nothing."""
    save_schedule(page, when)
    expect(said(page)).to_be_visible()


def schedule(page: Page, when: Any) -> None:
    """Give it a time, and let it go live then."""
    set_schedule(page, when)
    take_action(page, "Schedule to publish")


def take_action(page: Page, name: str | re.Pattern[str]) -> None:
    """Choose from the menu of what can be done with the whole story."""
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_text(name, exact=True).click()


def preview(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Toggle preview").click()
    return page.frame_locator("#w-preview-iframe")


def open_form_that_saves_by_itself(page: Page, path: str = ADD) -> None:
    """Open the form and wait until it saves by itself."""
    note_when_it_saves_by_itself(page.context)
    page.goto(path)
    wait_until_it_saves_by_itself(page)


def note_when_it_saves_by_itself(context: BrowserContext) -> None:
    """Let forms that are opened from now on say when they begin to look for changes."""
    context.add_init_script("addEventListener('w-unsaved:watch-edits', ({target}) => { target.title = 'watched' })")


def wait_until_it_saves_by_itself(page: Page) -> None:
    """Wait until the form looks for changes, which it does only after two seconds."""
    page.locator("form[title=watched]").wait_for()


def said(page: Page) -> Locator:
    """What the admin says at the top of the page."""
    return page.locator(".messages")


def expect_soon(page: Page, path: str, status: int) -> None:
    """Open `path` again and again until it answers `status`."""
    wait_until(page, lambda: page.goto(path).status == status)  # type: ignore[union-attr]


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """Ask again and again, for what no page shows."""
    deadline = timezone.now() + timedelta(seconds=20)
    while not true():
        assert timezone.now() < deadline
        page.wait_for_timeout(100)
