"""Pictures of the paper's pages, for docs/ and for looking at: every type of page at three widths in both themes."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.urls import reverse
from PIL import Image

from articles.models import Article, BylineListing, SimplePage, TagListing

WIDTHS = (390, 820, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHTS = {390: 1500, 820: 1640, 1440: 1800}  # what is kept of a long page
QUALITY = 46
LARGEST = 1080  # pixels across; what is wider is made smaller
WHOLE = {("front", 1440, "light"), ("story", 1440, "light")}  # kept from top to bottom
TALLEST = 9000

# Pictures further down are fetched only when a reader comes near them.
FETCH_ALL = """async () => {
    const pictures = [...document.images];
    pictures.forEach(picture => (picture.loading = "eager"));
    await Promise.all(pictures.map(picture => picture.decode().catch(() => 0)));
    await document.fonts.ready;
}"""


@dataclass(frozen=True)
class Shot:
    """One picture to take."""

    page: str
    path: str
    width: int
    theme: str

    @property
    def file_name(self) -> str:
        """The name it is kept under."""
        return f"{self.page}-{self.width}-{self.theme}.webp"


def paths() -> Iterator[tuple[str, str]]:
    """Yield a name and a path for each type of public page; of stories the one with most furniture."""
    yield "front", reverse("articles:front")
    live = Article.objects.published()
    furnished = live.exclude(lead_image=None).filter(kind="news", corrections__isnull=False)
    richest = furnished.filter(render__html__contains='class="fact').filter(render__html__contains='class="tbl"')
    story = (richest.newest_first() or furnished.newest_first() or live.newest_first()).first()
    if story:
        yield "story", story.get_absolute_url()
        if story.section:
            yield "section", story.section.get_absolute_url()
    if opinion := live.filter(kind="opinion").newest_first().first():
        yield "opinion", opinion.get_absolute_url()
    if plain := live.filter(lead_image=None, kind="news").newest_first().first():
        yield "story-without-picture", plain.get_absolute_url()
    if tag := TagListing.objects.order_by("-published_at").first():
        yield "tag", tag.tag.get_absolute_url()
    if byline := BylineListing.objects.exclude(profile__portrait=None).order_by("-published_at").first():
        yield "byline", byline.profile.get_absolute_url()
    yield "archive", reverse("articles:archive")
    yield "corrections", reverse("articles:corrections")
    if simple := SimplePage.objects.filter(published=True).first():
        yield "simple-page", simple.get_absolute_url()
    yield "not-found", "/nothing-lives-here/"


def shots() -> list[Shot]:
    """Return every picture to take."""
    return [
        Shot(page, path, width, theme)
        for page, path in list(paths())
        for width in WIDTHS
        for theme in THEMES
    ]  # fmt: skip


def take(wanted: list[Shot], site: str, folder: Path, chromium: str) -> Iterator[tuple[Shot, int]]:
    """Take the pictures of a running `site` into `folder`; yield each with its size in bytes."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            for theme in THEMES:
                context: Any = browser.new_context(
                    viewport={"width": width, "height": 1000}, color_scheme=theme, bypass_csp=True
                )
                page = context.new_page()
                for shot in (one for one in wanted if (one.width, one.theme) == (width, theme)):
                    page.goto(site + shot.path)
                    page.evaluate(FETCH_ALL)
                    yield shot, _keep(page.screenshot(full_page=True), shot, folder)
                context.close()
        browser.close()


def _keep(png: bytes, shot: Shot, folder: Path) -> int:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = TALLEST if (shot.page, shot.width, shot.theme) in WHOLE else HEIGHTS[shot.width]
    picture = picture.crop((0, 0, picture.width, min(height, picture.height)))
    if picture.width > LARGEST:
        picture = picture.resize((LARGEST, picture.height * LARGEST // picture.width), Image.Resampling.LANCZOS)
    file = folder / shot.file_name
    picture.save(file, quality=QUALITY, method=6)
    return file.stat().st_size
