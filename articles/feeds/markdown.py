"""Convert a story to Markdown (CommonMark with tables), for readers and programs that want text only."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _

from ..addresses import full_address
from ..formatting.credits import plain_byline
from ..models import Article
from .structured_data import moment

_SPECIAL = re.compile(r"([\\`*_\[\]<>&#|~])")
_OPENING = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")
_SPACE = re.compile(r"\s+")
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_UNSEEN = {"svg", "script", "style", "source", "template"}
_IN_ADDRESS = {ord(character): f"%{ord(character):02X}" for character in "<>\\ \t\r\n"}


def to_markdown(story: Article) -> str:
    """Return the whole story, which was fetched `for_page()`, as Markdown."""
    parts = [f"# {escape(story.headline)}", escape(story.standfirst), escape(plain_byline(story)), _facts(story)]
    if story.lead_image:
        caption = " ".join(filter(None, (story.picture_caption, story.lead_image.credit)))
        parts += [_picture(story.lead_image.alt_text, story.lead_image.file.url), escape(caption)]
    parts.append(from_html(story.render.html))
    if sources := list(story.sources.all()):
        parts += [f"## {_('Sources')}", "\n".join(f"- {_source(source)}" for source in sources)]
    if corrections := list(story.corrections.all()):
        parts.append(f"## {_('Corrections')}")
        parts += [f"- {moment(c.at)} {escape(c.get_kind_display())}: {escape(c.text)}" for c in corrections]
    for note in story.update_notes.all():
        parts.append(f"- {moment(note.at)} {_('Update')}: {escape(note.text)}")
    if story.tag_list:
        tags = ", ".join(_link(tag.name, tag.get_absolute_url()) for tag in story.tag_list)
        parts.append(f"{_('Tags')}: {tags}")
    return "\n\n".join(part for part in parts if part) + "\n"


def from_html(html: str) -> str:
    """Return the HTML of a body as Markdown."""
    return "\n\n".join(_blocks(BeautifulSoup(html, "html.parser")))


def escape(text: str) -> str:
    """Return `text` escaped for Markdown, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text).strip())
    return _OPENING.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", escaped)


def _facts(story: Article) -> str:
    published = _("Published %(at)s") % {"at": moment(story.published_at)}
    updated = _("Updated %(at)s") % {"at": moment(story.updated_at)} if story.updated_at else ""
    section = _link(story.section.name, story.section.get_absolute_url()) if story.section else ""
    return " · ".join(filter(None, (section, published, updated, f"<{story.full_url}>")))


def _source(source: object) -> str:
    name, title, url = (getattr(source, field) for field in ("name", "title", "url"))
    words = ", ".join(filter(None, (name, title)))
    return _link(words, url) if url else escape(words)


def _blocks(node: Tag) -> list[str]:
    """Return the blocks inside `node`; text between blocks becomes a paragraph."""
    blocks: list[str] = []
    loose: list[str] = []

    def settle() -> None:
        if text := "".join(loose).strip():
            blocks.append(_opening_safe(text))
        loose.clear()

    for child in node.children:
        block = _block(child) if isinstance(child, Tag) else None
        if block is None:
            loose.append(_inline(child))
            continue
        settle()
        blocks += block
    settle()
    return [block for block in blocks if block.strip()]


def _block(tag: Tag) -> list[str] | None:
    """Return `tag` as blocks; None if it is inline."""
    name = tag.name
    if name in _UNSEEN:
        return []
    if name in {"p", "figcaption", "footer"}:
        return [_opening_safe(_line(tag))]
    if re.fullmatch("h[1-6]", name):
        return [f"{'#' * int(name[1])} {_line(tag)}"]
    if name in {"ul", "ol"}:
        return ["\n".join(_items(tag, ordered=name == "ol"))]
    if name == "blockquote":
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag)).split("\n"))]
    if name == "table":
        return _table(tag)
    if name in {"div", "section", "aside", "figure", "article", "header", "picture"}:
        return _blocks(tag)
    return None


def _items(tag: Tag, *, ordered: bool) -> list[str]:
    lines = []
    for number, item in enumerate(tag.find_all("li", recursive=False), 1):
        mark = f"{number}. " if ordered else "- "
        text = "\n\n".join(_blocks(item)).replace("\n", "\n" + " " * len(mark))
        lines.append(mark + text)
    return lines


def _table(tag: Tag) -> list[str]:
    rows = [[_line(cell) for cell in row.find_all(["th", "td"])] for row in tag.find_all("tr")]
    if not rows:
        return []
    caption = tag.find("caption")
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|" + " --- |" * len(rows[0])
    return [*([_opening_safe(_line(caption))] if isinstance(caption, Tag) else []), "\n".join([head, rule, *body])]


def _line(tag: Tag) -> str:
    return "".join(_inline(child) for child in tag.children).strip()


def _inline(node: object) -> str:
    if isinstance(node, NavigableString):
        return "" if type(node) is not NavigableString else _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", str(node)))
    if not isinstance(node, Tag) or node.name in _UNSEEN:
        return ""
    if node.name == "br":
        return "\\\n"
    if node.name == "img":
        return _picture(str(node.get("alt", "")), str(node.get("src", "")))
    inner = "".join(_inline(child) for child in node.children)
    if node.name == "a" and node.get("href"):
        return f"[{inner.strip()}]({_address(str(node['href']))})"
    mark = _EMPHASIS.get(node.name, "")
    words = inner.strip()
    if not (mark and words):
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _opening_safe(line: str) -> str:
    return _OPENING.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", line)


def _picture(alt: str, src: str) -> str:
    return f"![{escape(alt)}]({_address(src)})"


def _link(words: str, url: str) -> str:
    return f"[{escape(words)}]({_address(url)})"


def _address(url: str) -> str:
    return f"<{full_address(url).translate(_IN_ADDRESS)}>"
