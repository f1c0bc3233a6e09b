"""Build the paper's style sheet: our CSS files in order and the paper's own colours, as one file.

One file, because each would cost a request before the page is shown. Its name has a hash of its content, so that it can
be cached for ever, and a change in the settings is seen at once.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from ..models import Paper
from .colours import accent

# The first declares the layers; inside a layer a later file wins.
FILES = (
    "base",
    "layout",
    "masthead",
    "teasers",
    "packages",
    "rivers",
    "readers",
    "forms",
    "comments",
    "search",
    "subscribe",
    "story",
    "story-grid",
    "modes",
)

ACCENT = """@layer tokens {{
  :root {{ --accent: {accent}; --accent-ink: {ink}; --accent-fill: {fill}; --accent-dark: {dark_ink}; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --accent-ink: {dark_ink}; }} }}
}}
"""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")
_NEIGHBOUR = re.compile(r'url\("?\.\./([^")]+)"?\)')


@dataclass(frozen=True)
class Theme:
    """A style sheet and its name in the URL."""

    name: str
    css: str


def theme_of(paper: Paper) -> Theme:
    """Return the style sheet of `paper`."""
    return _developing(paper.accent) if settings.DEBUG else _kept(paper.accent)


def _developing(colour: str) -> Theme:
    """Read the files again, so that a change is seen on the next page."""
    colours = accent(colour)
    css = "".join(_read(name) for name in FILES) + ACCENT.format(**vars(colours))
    return Theme(sha256(css.encode()).hexdigest()[:12], css)


# More than one, for tests and for several papers in a process.
_kept = lru_cache(maxsize=16)(_developing)


def _read(name: str) -> str:
    """Return one of our files without comments and indents, with absolute URLs."""
    path = finders.find(f"css/{name}.css")
    if path is None:
        raise FileNotFoundError(f"static/css/{name}.css")
    css = _SPACE.sub("\n", _COMMENT.sub("", Path(path).read_text(encoding="utf-8"))).strip()
    return _NEIGHBOUR.sub(lambda match: f"url({static(match[1])})", css) + "\n"
