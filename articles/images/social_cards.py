"""Social cards: the picture for links to a story without one, with its headline under the masthead."""

import io
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from ..models import Article, Paper
from ..theme.colours import accent

WIDTH, HEIGHT = 1200, 630  # the size to which sites crop Open Graph images
EDGE = 72
INK, PAPER, GREY = "#11161d", "#ffffff", "#60646a"
HEADLINE_SIZES = (84, 76, 68, 60, 54, 48, 42)
HEADLINE_TOP, HEADLINE_BOTTOM = 196, 520
LINE = 1.06
VERSION = "1"  # raise when the drawing changes

# The characters of the two subsets of our font, as in static/css/base.css; other headlines get no card.
_LATIN = {
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E, 0x2013, 0x2014,
    0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2039, 0x203A, 0x20AC, 0x2212,
}  # fmt: skip
_EXTENDED = {*range(0x100, 0x180), *range(0x218, 0x21C)} - _LATIN


def can_show(text: str) -> bool:
    """Return whether our font has every character of `text`."""
    return all(ord(character) in _LATIN or ord(character) in _EXTENDED for character in text)


def path_of(story: Article, paper: Paper) -> str:
    """Return the path of the card of `story`; another headline or accent gives another path."""
    shown = "\n".join([VERSION, story.headline, _section(story), paper.name, paper.accent])
    return f"social/{story.pk}-{sha256(shown.encode()).hexdigest()[:16]}.png"


def save_card(story: Article, paper: Paper) -> str:
    """Draw and store the card of `story` if it is missing; return its path, empty if it cannot be drawn."""
    if not can_show(story.headline + paper.name + _section(story)):
        return ""
    path = path_of(story, paper)
    if not default_storage.exists(path):
        buffer = io.BytesIO()
        draw(story.headline, _section(story), paper).save(buffer, "PNG", optimize=True)
        default_storage.save(path, ContentFile(buffer.getvalue()))
    return path


def delete_card(path: str) -> None:
    """Delete the card at `path`, if there is one."""
    if path:
        default_storage.delete(path)


def draw(headline: str, section: str, paper: Paper) -> Image.Image:
    """Return the card: the stepped rule, the paper's name, the section in the accent colour, and the headline."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((EDGE, 132, WIDTH - EDGE, 133), fill=INK)
    pen.rectangle((EDGE, 132, EDGE + 170, 143), fill=INK)
    _write(pen, (EDGE, 116), paper.name, 60, INK)
    if section:
        width = _measure(section, 30)
        _write(pen, (WIDTH - EDGE - width, 114), section, 30, accent(paper.accent).ink)
    for size in HEADLINE_SIZES:
        lines = _wrapped(headline, size)
        if len(lines) * size * LINE <= HEADLINE_BOTTOM - HEADLINE_TOP:
            break
    most = int((HEADLINE_BOTTOM - HEADLINE_TOP) // (size * LINE))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,;:") + "…"]
    for number, line in enumerate(lines):
        _write(pen, (EDGE, HEADLINE_TOP + round(size * (0.86 + number * LINE))), line, size, INK)
    mark = [(0, 0), (22, 0), (22, 10), (33, 10), (33, 20), (44, 20), (44, 30), (56, 30), (56, 40), (0, 40)]
    pen.polygon([(EDGE + x, HEIGHT - 84 + y) for x, y in mark], fill=accent(paper.accent).fill)
    host = settings.SITE_URL.split("//")[-1]
    _write(pen, (EDGE + 76, HEIGHT - 52), host, 26, GREY, weight=400)
    return card


def _section(story: Article) -> str:
    return story.section.name if story.section else ""


def _wrapped(text: str, size: int) -> list[str]:
    """Break `text` into lines at spaces; break a word only if it is wider than the card."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if _measure(longer, size) <= WIDTH - 2 * EDGE:
            line = longer
            continue
        if line:
            lines.append(line)
        while _measure(word, size) > WIDTH - 2 * EDGE:
            fits = next(n for n in range(len(word) - 1, 0, -1) if _measure(word[:n], size) <= WIDTH - 2 * EDGE)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def _measure(text: str, size: int, weight: int = 700) -> float:
    return sum(_font(cut, size, weight).getlength(run) for cut, run in _runs(text))


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str, weight: int = 700
) -> None:
    """Write `text` on a baseline, each character from the font subset that has it."""
    x, y = at
    for cut, run in _runs(text):
        font = _font(cut, size, weight)
        pen.text((x, y), run, font=font, fill=colour, anchor="ls")
        x += font.getlength(run)


def _runs(text: str) -> list[tuple[str, str]]:
    """Divide `text` into runs of one font subset each."""
    runs: list[tuple[str, str]] = []
    for character in text:
        cut = "ext" if ord(character) in _EXTENDED else "latin"
        if runs and runs[-1][0] == cut:
            runs[-1] = (cut, runs[-1][1] + character)
        else:
            runs.append((cut, character))
    return runs


_fonts: dict[tuple[str, int, int], ImageFont.FreeTypeFont] = {}


def _font(cut: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    if (cut, size, weight) not in _fonts:
        path = finders.find(f"fonts/ns-{cut}.woff2")
        font = ImageFont.truetype(io.BytesIO(Path(str(path)).read_bytes()), size)
        font.set_variation_by_axes([weight])
        _fonts[cut, size, weight] = font
    return _fonts[cut, size, weight]
