"""A real browser in front of a real site: log in, read, and never be sent to another host."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from newsroom import tour
from newsroom.runtime.wake_ups import CHANNEL, Handler, WakeUps
from newsroom.runtime.worker import Ticker
from tests import starting_point
from tests.browser.session import session_of

# A second such switch takes the place of Playwright's, so that what it turns off is named again. Of ours are the two
# pages that an address bar loads for each window, which took a third of the time to open one.
TURNED_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
]
FLAGS = [
    f"--disable-features={','.join(TURNED_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 10_000  # milliseconds for anything a page is to show

NewPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True, scope="session")
def _files_are_kept() -> Iterator[None]:
    """Let browsers keep scripts and styles from page to page, as what serves them to readers tells them to."""

    def serve(handler: StaticFilesHandler, request: Any, serve: Any = StaticFilesHandler.serve) -> Any:
        response = serve(handler, request)
        response["Cache-Control"] = "max-age=3600"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Where it is missing the test is left out; with CI=true that is a failure.

    Ends with its module: Playwright keeps an event loop running in this thread, which Django would object to.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out("Chromium is not installed; on Debian: apt install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db: Any, live_server: Any, settings: Any) -> str:
    """The address of a running site."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture(scope="module")
def standing_paper(
    django_db_setup: None, browser: Browser, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[str, Path]]:
    """The address and the media of a site whose database stays as it is from test to test; afterwards it is emptied."""
    media = tmp_path_factory.mktemp("media")
    server = LiveServer("localhost")
    changed = override_settings(MEDIA_ROOT=media, ALLOWED_HOSTS=["*"], SITE_URL=server.url)
    with django_db_blocker.unblock(), changed:
        assert connection.settings_dict["NAME"].startswith("test_"), "Mark the module with django_db."
        yield server.url, media
        server.stop()
        starting_point.go_back()
        connections.close_all()  # Django keeps one for Playwright's loop


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[NewPage]:
    """Open a window of its own; `options` are those of a browser context.

    Afterwards fails if any page asked another host for something, had an error in a script,
    missed a file or broke its Content-Security-Policy.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def see_request(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            troubles.append(f"asked {urlsplit(request.url).netloc}: {request.url}")

    def see_response(response: Response) -> None:
        refused = response.status == 400 and response.request.method == "POST"  # a save by itself; its form says why
        if response.status >= 400 and not refused and not response.request.is_navigation_request():
            troubles.append(f"got {response.status} for {response.url}")

    def see_message(message: ConsoleMessage) -> None:
        # A page that answers 404 is no trouble, and a missing file is seen above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(f"said {message.text}")

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(PATIENCE)
        context.on("request", see_request)
        context.on("response", see_response)
        context.on("console", see_message)
        context.on("weberror", lambda error: troubles.append(f"raised {error.error.stack or error.error}"))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A reader's window."""
    return new_page()


@pytest.fixture
def log_in(new_page: NewPage, site: str) -> Callable[[Any], Page]:
    """Give this member of staff a window of their own, in which they are logged in."""

    def log_in(user: Any) -> Page:
        tour.put_away(user)  # it has a test of its own
        page = new_page(viewport={"width": 1400, "height": 1000})
        page.context.add_cookies(
            [session_of(user, site)]
        )  # the form has a test of its own, too: test_session_expiry.py
        return page

    return log_in


@pytest.fixture
def worker(transactional_db: Any) -> Iterator[None]:
    """The worker's clock, woken by the database as in the worker."""
    ticker = Ticker()

    def wake(loop: str) -> None:
        if loop == ticker.woken_by:
            ticker.wake()

    wake_ups = WakeUps({CHANNEL: Handler(wake, ticker.wake)})
    wake_ups.start()
    ticker.start()
    yield
    ticker.stop()
    ticker.join(10)
    wake_ups.stop()
