"""The editor's guide shows every picture that the script takes, and no other."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
MOST = 3_000_000  # bytes of pictures


def test_the_guide_shows_the_pictures_there_are() -> None:
    shown = set(re.findall(r"\(desk/([a-z-]+\.webp)\)", (DOCS / "editors.md").read_text()))
    taken = {path.name for path in (DOCS / "desk").iterdir()}
    assert shown == taken
    assert sum(path.stat().st_size for path in (DOCS / "desk").iterdir()) < MOST
