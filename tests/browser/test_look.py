"""What readers see, in a real browser: for everybody, at every width, in every theme, moving nothing."""

import re
from pathlib import Path

import axe_playwright_python
import pytest

from tests import whole_paper

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .map(found => `${found.id}: ${found.nodes[0].html.slice(0, 200)}`)"""
pytestmark = pytest.mark.django_db

THEMES = ("light", "dark")
WIDE = {"width": 1440, "height": 1000}
EVEN = 120  # pixels between the ends of a package's columns

ENDS = """() => [...document.querySelectorAll(".cols.ruled")].map(package_ => {
    const rows = {};
    for (const column of package_.children) {
        const top = Math.round(column.getBoundingClientRect().top);
        (rows[top] ??= []).push(column.lastElementChild.getBoundingClientRect().bottom);
    }
    return [package_.className, Math.max(...Object.values(rows).map(ends => Math.max(...ends) - Math.min(...ends)))];
})"""
SHIFTS = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => (sum += entry.value)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 400);
})"""
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def paths(standing_paper):
    """The path of one page of each type, by name: a paper that all tests here read, and none changes."""
    return whole_paper.build()


@pytest.fixture
def site(standing_paper, settings):
    """The address of the site with this paper."""
    settings.SITE_URL, settings.MEDIA_ROOT = standing_paper
    return settings.SITE_URL


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_type_has_a_barrier(new_page, paths, theme, width):
    page = new_page(color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True)
    barriers = {}
    for name, path in paths.items():
        page.goto(path)
        page.evaluate(AXE)
        if found := page.evaluate(RUN_AXE):
            barriers[name] = found
    assert barriers == {}


@pytest.mark.parametrize("width", [320, 640], ids=["a small phone", "1280 pixels at 200 per cent"])
def test_no_page_type_scrolls_sideways(new_page, paths, width):
    page = new_page(viewport={"width": width, "height": 800})
    wide = {}
    for name, path in paths.items():
        page.goto(path)
        if (found := page.evaluate(WIDTH)) > width:
            wide[name] = found
    assert wide == {}


def test_the_columns_of_a_package_end_near_each_other(new_page, paths):
    page = new_page(viewport=WIDE)
    page.goto(paths["front"])
    ends = page.evaluate(ENDS)
    assert ends
    assert [(name, uneven) for name, uneven in ends if uneven > EVEN] == []


def test_nothing_moves_while_a_page_loads(new_page, paths):
    page = new_page(viewport=WIDE)
    for name in ("front", "section", "story"):
        page.goto(paths[name])
        assert page.evaluate(SHIFTS) == 0, name


def test_a_story_needs_few_requests_and_no_script(new_page, paths):
    page = new_page(java_script_enabled=False, viewport=WIDE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(paths["story"], wait_until="networkidle")
    assert len(asked) <= 12, asked
    assert page.get_by_role("link", name="Link", exact=True).first.get_attribute("href") == paths["story"]
    assert page.get_by_role("link", name="Mail").get_attribute("href").startswith("mailto:?subject=")


def test_copy_link_puts_the_address_on_the_clipboard(new_page, site, paths):
    page = new_page(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(paths["story"])
    page.get_by_role("link", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == site + paths["story"]
    assert page.url == site + paths["story"]


def test_the_first_tab_offers_to_skip_to_the_news(new_page, paths):
    page = new_page()
    page.goto(paths["story"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the news"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_rules_stay_visible_in_forced_colours(new_page, paths):
    page = new_page(forced_colors="active", viewport=WIDE)
    page.goto(paths["front"])
    rule = 'getComputedStyle(document.querySelector(".nav"), "::before").backgroundColor'
    text = "getComputedStyle(document.body).color"
    assert page.evaluate(rule) == page.evaluate(text)


def test_print_leaves_out_what_paper_cannot_use(new_page, paths):
    page = new_page()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(paths["story"])
    for part in (".nav", ".tools", ".share", ".totop", ".foot .grid"):
        assert not page.locator(part).first.is_visible(), part
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    source = page.locator("#sources a").first
    after = source.evaluate('element => getComputedStyle(element, "::after").content')
    assert re.search(r"https://energy\.example/7", after)


def test_reduced_motion_is_respected(new_page, paths):
    page = new_page(reduced_motion="reduce")
    page.goto(paths["front"])
    assert page.evaluate('getComputedStyle(document.querySelector(".hed a")).transitionDuration') == "0s"
