"""The files that the demo's stories are written in: TOML between `+++` lines, then the body.

The body is paragraphs with *italic*, **bold** and [links](https://host.example/), `##` headings, `>` block quotes
whose last line names the source (`> -- Source | https://…`), and fenced furniture: `::: pullquote`, `::: fact`,
`::: table`, `::: image`, `::: embed` and `::: related`, each closed by a line of three colons.
"""

import html
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Block = dict[str, Any]

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_FENCE = re.compile(r"^::: *(\w+) *(.*)$")
_NUMBER = re.compile(r"[+\-–−]?\d[\d.,\u202f\u00a0 ]*\s?(%|per cent)?\Z")


class BadStoryError(ValueError):
    """A story file that cannot be read; says which file and why."""


@dataclass
class StoryFile:
    """One story as written: its head and its blocks."""

    slug: str
    head: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)


def read(path: Path) -> StoryFile:
    """Return the story in the file `path`. Raises BadStoryError."""
    match = _HEAD.match(path.read_text(encoding="utf-8"))
    if not match:
        raise BadStoryError(f"{path.name}: no head between +++ lines")
    try:
        head = tomllib.loads(match[1])
        return StoryFile(path.stem, head, blocks_of(match[2]))
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise BadStoryError(f"{path.name}: {error}") from error


def moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the time that `text` names: "5h" before `now`, "3d 16:40" in the paper's `zone`, or a full date."""
    if match := re.fullmatch(r"(\d+)h", text):
        return now - timedelta(hours=int(match[1]))
    if match := re.fullmatch(r"(\d+)d(?: (\d\d):(\d\d))?", text):
        day = now.astimezone(zone).date() - timedelta(days=int(match[1]))
        return datetime(day.year, day.month, day.day, int(match[2] or 12), int(match[3] or 0), tzinfo=zone)
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def inline(text: str) -> str:
    """Return one paragraph's text as HTML."""
    out = html.escape(text.replace("\n", " ").strip(), quote=False)
    out = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r'<a href="\2">\1</a>', out)
    out = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", out)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", out)


def rich(text: str) -> str:
    """Return several paragraphs and lists as HTML."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return "".join(_list(part) if part.startswith("- ") else f"<p>{inline(part)}</p>" for part in parts)


def _list(part: str) -> str:
    items = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
    return "<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>"


def blocks_of(body: str) -> list[Block]:
    """Return the blocks of a body. Raises ValueError if furniture is never closed, KeyError if it is unknown."""
    found: list[Block] = []
    lines = iter(body.split("\n"))
    plain: list[str] = []

    def flush() -> None:
        for part in re.split(r"\n\s*\n", "\n".join(plain)):
            if part.strip():
                found.append(_plain(part.strip()))
        plain.clear()

    for line in lines:
        fence = _FENCE.match(line)
        if not fence:
            plain.append(line)
            continue
        flush()
        inside: list[str] = []
        for inner in lines:
            if inner.strip() == ":::":
                break
            inside.append(inner)
        else:
            raise ValueError(f"the furniture “{line}” is never closed")
        found.append(_FURNITURE[fence[1]](fence[2].strip(), "\n".join(inside).strip()))
    flush()
    return found


def _plain(part: str) -> Block:
    if part.startswith("## "):
        return {"type": "heading", "value": part[3:].strip()}
    if part.startswith(">"):
        return _block_quote(part)
    return {"type": "paragraph", "value": rich(part)}


def _block_quote(part: str) -> Block:
    lines = [line.lstrip(">").strip() for line in part.split("\n")]
    source = url = ""
    if lines[-1].startswith("-- "):
        source, _, url = (piece.strip() for piece in lines.pop()[3:].partition("|"))
    return {"type": "block_quote", "value": {"text": rich("\n".join(lines)), "source": source, "url": url}}


def _pull_quote(title: str, text: str) -> Block:
    return {"type": "pull_quote", "value": {"text": text.replace("\n", " "), "attribution": title}}


def _fact_box(title: str, text: str) -> Block:
    return {"type": "fact_box", "value": {"title": title, "text": rich(text)}}


def _table(title: str, text: str) -> Block:
    heading, *rows = ([cell.strip() for cell in line.split("|")] for line in text.split("\n") if line.strip())
    kinds = [
        "number" if index and all(_NUMBER.match(row[index]) or not row[index] for row in rows) else "text"
        for index in range(len(heading))
    ]
    columns = [{"type": kind, "heading": name} for kind, name in zip(kinds, heading, strict=True)]
    return {"type": "table", "value": {"columns": columns, "rows": [{"values": row} for row in rows], "caption": title}}


def _embed(title: str, text: str) -> Block:
    return {"type": "embed", "value": {"url": title, "title": _fields(text)["title"]}}


def _picture(title: str, text: str) -> Block:
    return {"type": "picture", "value": {"image": title, "wide": True, **_fields(text)}}


def _related(title: str, text: str) -> Block:
    return {"type": "related_story", "value": title}


def _fields(text: str) -> dict[str, str]:
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in text.split("\n") if line)}


_FURNITURE: dict[str, Callable[[str, str], Block]] = {
    "pullquote": _pull_quote,
    "fact": _fact_box,
    "table": _table,
    "embed": _embed,
    "image": _picture,
    "related": _related,
}
