"""What readers get in a browser without scripts, and by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import whole_paper

pytestmark = pytest.mark.django_db  # without it the paper would be printed into the real database

PHONE = {"width": 320, "height": 640}
STATUS = {"not found": 404, "withdrawn": 410}


@pytest.fixture(scope="module")
def printed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[str, dict[str, str]]]:
    """A running site with a whole paper: its address, and the path of one page of each type."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        paths = whole_paper.build()
        server = LiveServer("localhost")
        yield server.url, paths
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _media() -> None:
    """All of these tests read the files of one paper."""


@pytest.fixture
def site(printed: Any) -> str:
    """The address of the running site."""
    return str(printed[0])


@pytest.fixture
def paths(printed: Any) -> dict[str, str]:
    """The path of one page of each type."""
    found: dict[str, str] = printed[1]
    return found


def test_every_type_of_page_can_be_read_without_scripts_on_a_small_phone(new_page, paths):
    page: Page = new_page(viewport=PHONE, java_script_enabled=False)
    for name, path in paths.items():
        assert page.goto(path, wait_until="networkidle").status == STATUS.get(name, 200), name
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_count(1)
        assert page.get_by_role("main").inner_text().strip(), name
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_links_lead_through_the_paper_without_scripts(new_page, paths):
    page: Page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="The winter of shared gas").first.click()
    expect(page.get_by_text("Adds the reply of the baker.")).to_be_visible()
    page.get_by_role("link", name="NATO").first.click()
    expect(page.get_by_role("heading", name="NATO", level=1)).to_be_visible()
    page.get_by_role("link", name="Ada Brekke").first.click()
    expect(page.get_by_role("heading", name="Ada Brekke", level=1)).to_be_visible()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Story number 21").first).to_be_visible()


def test_pictures_are_shown_in_a_size_made_ahead(page, paths):
    page.goto(paths["story"])
    picture = page.locator("main picture img").first
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    assert picture.evaluate("picture => picture.currentSrc").endswith(".avif")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_section_is_reached_by_keyboard(new_page, paths, width):
    page: Page = new_page(viewport={"width": width, "height": 640})
    page.goto("/")
    link = page.get_by_role("navigation", name="Sections").get_by_role("link", name="World")
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="World", level=1)).to_be_visible()
    current = page.get_by_role("navigation", name="Sections").get_by_role("link", name="World")
    expect(current).to_have_attribute("aria-current", "page")
