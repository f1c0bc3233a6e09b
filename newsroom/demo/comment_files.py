"""The files that the demo's comments are written in: one a story, a blank line between comments.

The first line of a comment is its author, and after a stroke what became of it: `likes: 12; featured`, `pinned`,
`staff`, `reports: 3` (how many), `deleted`, `held: rule`, `refused: reason`, `spam`. A `>` for each level before
the name makes it a reply to the last comment of the level above.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = re.compile(r"(?P<level>>*) ?(?P<name>[^|\n]{2,60}?)(?: \| (?P<options>[^\n]+))?\n(?P<text>.+)", re.DOTALL)
_STATES = {"held": "held", "refused": "rejected", "spam": "spam", "deleted": "deleted"}


class BadCommentError(ValueError):
    """A comment that cannot be read; says in which file and how it begins."""


@dataclass
class WrittenComment:
    """One comment as written."""

    name: str
    level: int
    text: str
    status: str = "published"
    reason: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)


def read(path: Path) -> list[WrittenComment]:
    """Return the comments in a file, each after what it answers. Raises BadCommentError."""
    parts = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    return [_comment(path.name, part) for part in parts]


def _comment(file: str, part: str) -> WrittenComment:
    match = _HEAD.fullmatch(part.strip())
    if match is None:
        raise BadCommentError(f"{file}: {part[:60]}")
    comment = WrittenComment(match["name"].strip(), len(match["level"]), match["text"].strip())
    for option in (match["options"] or "").split(";"):
        word, _colon, value = (piece.strip() for piece in option.partition(":"))
        if word in _STATES:
            comment.status, comment.reason = _STATES[word], value
        elif value.isdigit():
            comment.numbers[word] = int(value)
        elif word:
            comment.words.add(word)
    return comment
