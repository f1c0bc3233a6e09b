"""`manage.py desk_screenshots`: the pictures of docs/editors.md."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from PIL import Image

from ...demo.loader import staff_file

REPORTER, EDITOR, BOARD, MODERATOR = "mara", "tomas", "ines", "lena"
STORIES = "/admin/snippets/articles/article/"
HEADLINE = "Harbour pilots will be paid for the hours they wait"
STANDFIRST = "The board agreed on Tuesday, after a winter in which waiting had cost more than sailing."
WINDOW = {"width": 1280, "height": 860}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class Command(BaseCommand):
    """Take the pictures in a browser, from a demo paper that runs."""

    help = (
        "Photographs the screens of the desk for docs/editors.md. Writes stories, so use it on a demo paper that runs "
        "and that you can throw away. Example: NEWSROOM_DATA=/tmp/paper manage.py desk_screenshots http://127.0.0.1:8000"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the paper, and the folder."""
        parser.add_argument("site", nargs="?", default=settings.SITE_URL)
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR / "docs" / "desk")

    def handle(self, *args: Any, site: str, into: Path, **options: Any) -> None:
        """Take them."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            raise CommandError("Playwright is missing: make test installs it.") from None
        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError("Chromium is missing; on Debian: apt install chromium")
        into.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            photographer = Photographer(browser, site.rstrip("/"), into)
            for scene in SCENES:
                scene(photographer)
            browser.close()
        size = sum(path.stat().st_size for path in into.glob("*.webp"))
        print(f"{len(list(into.glob('*.webp')))} pictures, {size / 1e6:.1f} MB, in {into}")


class Photographer:
    """A browser in which the demo staff log in."""

    def __init__(self, browser: Any, site: str, into: Path) -> None:
        self.browser, self.site, self.into = browser, site, into
        self.passwords = {person["username"]: person["password"] for person in json.loads(staff_file().read_text())}

    @contextmanager
    def desk_of(self, username: str) -> Iterator[Any]:
        """Open a window in which `username` is logged in."""
        context = self.browser.new_context(viewport=WINDOW, base_url=self.site, reduced_motion="reduce")
        page = context.new_page()
        page.goto("/admin/login/?next=/admin/account/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.passwords[username])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/account/")
        yield page
        context.close()

    def keep(self, page: Any, name: str) -> None:
        """Keep what the window shows as `name`.webp."""
        page.wait_for_timeout(900)  # images, and what unfolds
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.convert("RGB").save(self.into / f"{name}.webp", quality=78, method=6)


def show(username: str, address: str, name: str, act: Callable[[Any], None] | None = None) -> Callable[..., None]:
    """Return a scene: `username` opens `address`, and does `act` there."""

    def scene(photographer: Photographer) -> None:
        with photographer.desk_of(username) as page:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if act:
                act(page)
            photographer.keep(page, name)

    return scene


def first_story(page: Any) -> None:
    """Go from the list to the form of its first story."""
    page.locator(".listing .title a").first.click()
    page.wait_for_load_state("networkidle")


def writing(photographer: Photographer) -> None:
    """Write a story, see what it lacks, and hand it in."""
    with photographer.desk_of(REPORTER) as page:
        page.goto(f"{STORIES}add/")
        page.locator("#id_headline").fill(HEADLINE)
        page.locator("#id_standfirst").fill(STANDFIRST)
        photographer.keep(page, "writing")
        save_draft(page)
        page.get_by_role("button", name="Toggle readiness").click()
        photographer.keep(page, "readiness")
        page.get_by_role("button", name="Toggle readiness").click()
        page.get_by_role("region", name="Body").get_by_role("button", name="Insert a block").first.click()
        photographer.keep(page, "blocks")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="More actions").last.click()
        photographer.keep(page, "handing-in")
        with page.expect_navigation():
            page.get_by_role("button", name="Submit to").click()
    with photographer.desk_of(EDITOR) as page:
        page.goto("/admin/")
        photographer.keep(page, "dashboard")
        page.get_by_role("link", name=HEADLINE).first.click()
        page.wait_for_load_state("networkidle")
        page.get_by_role("button", name="More actions").last.click()
        photographer.keep(page, "review")


def two_people(photographer: Photographer) -> None:
    """Let the reporter and the editor save one story."""
    with photographer.desk_of(REPORTER) as hers, photographer.desk_of(EDITOR) as his:
        hers.goto(f"{STORIES}add/")
        hers.locator("#id_headline").fill("Harbour pilots: what the agreement says")
        save_draft(hers)
        his.goto(hers.url)
        his.wait_for_load_state("networkidle")
        hers.locator("#id_standfirst").fill("Every hour at the quay counts, and nights count double.")
        save_draft(hers)
        his.locator("#id_standfirst").fill("What pilots are paid from January, hour by hour.")
        his.get_by_role("button", name="Save draft").first.click()
        his.wait_for_url("**/conflict/**")
        photographer.keep(his, "two-texts")


def save_draft(page: Any) -> None:
    """Save, and wait for the page that comes back."""
    page.get_by_role("button", name="Save draft").first.click()
    page.locator(".messages .success").wait_for()
    page.wait_for_load_state("networkidle")


def scheduling(page: Any) -> None:
    """Open what sets a story's time."""
    first_story(page)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="schedule").first.click()


def statement(name: str) -> Callable[[Any], None]:
    """Return an act that opens the form of a statement about the first live story."""

    def act(page: Any) -> None:
        first_story(page)
        page.goto(f"/admin/stories/{page.url.rstrip('/').rsplit('/', 1)[-1]}/{name}/")

    return act


def a_person(page: Any) -> None:
    """Go from the queue to the page of the first comment's author."""
    page.locator(".newsroom-comment h2 a").first.click()
    page.wait_for_load_state("networkidle")


def a_trial(page: Any) -> None:
    """Try a text on all rules."""
    page.get_by_label("Text").fill("Only an idiot pays that. See https://cheap.example and https://cheaper.example")
    page.get_by_role("button", name="Try").click()
    page.wait_for_load_state("networkidle")


LIVE = f"{STORIES}?state=live"
SCENES: list[Callable[[Photographer], None]] = [
    show(REPORTER, "/admin/welcome/", "welcome"),
    writing,
    two_people,
    show(EDITOR, STORIES, "stories"),
    show(EDITOR, "/admin/images/", "pictures"),
    show(REPORTER, "/admin/images/add/", "adding-a-picture"),
    show(EDITOR, LIVE, "scheduling", scheduling),
    show(EDITOR, "/admin/planning/", "planning"),
    show(EDITOR, LIVE, "correcting", statement("correct")),
    show(BOARD, LIVE, "withdrawing", statement("withdraw")),
    show(MODERATOR, "/admin/comments/queue/held/", "comments"),
    show(MODERATOR, "/admin/comments/queue/held/", "commenter", a_person),
    show(MODERATOR, "/admin/comments/words/?kind=suspect", "word-lists"),
    show(MODERATOR, "/admin/comments/words/try/", "trying-a-text", a_trial),
    show(BOARD, "/admin/settings/articles/paper/1/", "paper"),
    show(BOARD, "/admin/users/", "staff"),
]
