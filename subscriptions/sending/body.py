"""Rendering of a story's body for mail, as HTML and as plain text.

There is no tracking: no link is rewritten, and no picture tells who opened the mail.
"""

import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from articles.images import renditions
from articles.models import Article, NewsImage

LINE = 78  # characters (RFC 5322 §2.1.1)
COLUMN = 560  # pixels of a picture
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class MailImage:
    """A picture in a mail: absolute URL, size in pixels and alternative text."""

    src: str
    width: int
    height: int
    alt: str


def mail_image(picture: NewsImage, alt: str = "", *, width: int = COLUMN) -> MailImage:
    """Return `picture` scaled to `width` pixels, in a format that every mail program shows."""
    shown = renditions.picture(picture, alt=alt or None)
    return MailImage(absolute(shown.src), width, max(1, round(shown.height * width / max(1, shown.width))), shown.alt)


def images_in(story: Article) -> list[NewsImage]:
    """Return the pictures of the body of `story`."""
    return [block.value["image"] for block in story.body if block.block_type == "picture" and block.value["image"]]


def is_complete(story: Article, most: int | None) -> bool:
    """Return whether the body has no more than `most` blocks."""
    return most is None or len(story.body) <= most


def render_html(story: Article, most: int | None = None) -> SafeString:
    """Return the first `most` blocks, or all, as HTML for mail programs."""
    html = []
    for number, block in enumerate(list(story.body)[:most]):
        known = {"value": block.value, "story": story, "first": number == 0}
        if block.block_type == "picture":
            if not block.value["image"]:
                continue
            known["image"] = mail_image(block.value["image"], block.value["alt_text"])
        html.append(render_to_string(f"subscriptions/mail/blocks/{block.block_type}.html", known))
    return mark_safe("".join(html))  # noqa: S308 - templates of our own


def rich(value: Any, dateline: str = "") -> SafeString:
    """Return rich text as HTML for mail: after `dateline`, with absolute links and no other attributes."""
    soup = BeautifulSoup(expand_db_html(value.source), "html.parser")
    for tag in soup.find_all(True):
        href = tag.get("href")
        tag.attrs = {"href": absolute(str(href))} if tag.name == "a" and href else {}
    if dateline:
        mark = soup.new_tag("b", attrs={"class": "dl"})
        mark.string = dateline.upper()
        first = soup.find("p") or soup
        first.insert(0, mark, " ")
    return mark_safe(str(soup))  # noqa: S308 - rich text is cleaned by its block


def absolute(address: str) -> str:
    """Return the absolute URL of `address`."""
    return urljoin(settings.SITE_URL + "/", address)


class Footnotes:
    """The numbered URLs that a plain text refers to."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def reference(self, address: str) -> str:
        """Return the reference to `address`, such as [2]."""
        return f"[{self._numbers.setdefault(absolute(address), len(self._numbers) + 1)}]"

    def lines(self) -> list[str]:
        """Return the list of footnotes. A URL is not wrapped, so that it can be opened."""
        return [f"[{number}] {address}" for address, number in self._numbers.items()]


def render_text(story: Article, most: int | None = None) -> str:
    """Return the first `most` blocks, or all, as plain text with the links as footnotes."""
    footnotes = Footnotes()
    datelines = [story.dateline.upper()]  # before the first paragraph, if the story begins with one
    parts = [_block(block, footnotes, datelines.pop() if datelines else "") for block in list(story.body)[:most]]
    if footnotes.lines():
        parts.append("\n".join([_("Links:"), *footnotes.lines()]))
    return "\n\n".join(part for part in parts if part)


def tidy_text(text: str) -> str:
    """Return `text` wrapped, without empty lines in a row, and with one line break at its end."""
    lines = [_wrapped(line) if len(line) > LINE else line.rstrip() for line in text.replace("\r", "").split("\n")]
    lines = ["-- " if line == "--" else line for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _block(block: Any, footnotes: Footnotes, dateline: str = "") -> str:
    """Return one block as plain text; a paragraph after `dateline`."""
    value = block.value
    match block.block_type:
        case "paragraph":
            return _rich(value, footnotes, dateline)
        case "heading":
            return f"{_wrapped(value)}\n{'-' * min(len(value), LINE)}"
        case "picture":
            known = value["image"]
            caption = value["caption"] or (known.caption if known else "")
            alt = value["alt_text"] or (known.alt_text if known else "")
            words = " ".join(filter(None, (caption, known.credit if known else "")))
            named = _("Picture")  # not in the f-string: makemessages does not look into them
            return _wrapped(f"[{named}: {alt}] {words}") if known else ""
        case "pull_quote":
            return _quoted(
                " ".join(filter(None, (value["text"], f"({value['attribution']})" * bool(value["attribution"]))))
            )
        case "block_quote":
            source = (
                value["source"]
                and f"\n\n{value['source']}{' ' + footnotes.reference(value['url']) if value['url'] else ''}"
            )
            return _quoted(_rich(value["text"], footnotes) + (source or ""))
        case "fact_box":
            return f"{_wrapped(value['title'])}\n\n{_quoted(_rich(value['text'], footnotes), '| ')}"
        case "table":
            return _table(value)
        case "embed":
            return _wrapped(f"{value['title']} {footnotes.reference(value['url'])}")
        case "related_story":
            shown = value is not None and value.is_published()
            return (
                _wrapped(f"{_('Read also')}: {value.headline} {footnotes.reference(value.get_absolute_url())}")
                if shown
                else ""
            )
    return ""


def _rich(value: Any, footnotes: Footnotes, dateline: str = "") -> str:
    soup = BeautifulSoup(expand_db_html(value.source), "html.parser")
    parts = []
    for node in soup.children:
        if isinstance(node, Tag) and node.name in {"ul", "ol"}:
            items = enumerate(node.find_all("li", recursive=False), 1)
            marks = [(f"{number}. " if node.name == "ol" else "- ", item) for number, item in items]
            parts.append("\n".join(_wrapped(_line(item, footnotes), mark, " " * len(mark)) for mark, item in marks))
        elif words := _line(node, footnotes).strip():
            words, dateline = f"{dateline} {words}".strip(), ""
            parts.append("\n".join(_wrapped(line) for line in words.split("\n")))
    return "\n\n".join(parts)


def _line(node: Any, footnotes: Footnotes) -> str:
    if isinstance(node, NavigableString):
        return _SPACE.sub(" ", str(node))
    if node.name == "br":
        return "\n"
    words = "".join(_line(child, footnotes) for child in node.children)
    return f"{words} {footnotes.reference(str(node['href']))}" if node.name == "a" and node.get("href") else words


def _table(value: Any) -> str:
    """Return each row as one line: “Averell. Storage: 41; change: −3”. Columns would not survive a narrow screen."""
    heads = [column["heading"] for column in value.columns]
    lines = []
    for row in value.rows:
        first, *others = [str(cell.value or "") for cell in row]
        rest = "; ".join(": ".join(filter(None, pair)) for pair in zip(heads[1:], others, strict=False))
        lines.append(_wrapped(f"{first}. {rest}" if rest else first, subsequent="  "))
    return "\n".join([*([_wrapped(value.caption)] if value.caption else []), *lines])


def _quoted(text: str, mark: str = "> ") -> str:
    lines = [wrap(line, LINE - len(mark), break_long_words=False) or [""] for line in text.split("\n")]
    return "\n".join(f"{mark}{line}".rstrip() for several in lines for line in several)


def _wrapped(text: str, first: str = "", subsequent: str = "") -> str:
    lines = wrap(
        text, LINE, initial_indent=first, subsequent_indent=subsequent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
