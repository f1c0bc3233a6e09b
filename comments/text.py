"""Cleaning of readers' text and its HTML. Comments are plain text: paragraphs, line breaks and links."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape

import nh3
from django.utils.translation import gettext_lazy as _

from .errors import BadTextError
from .normalisation import text_hash

LONGEST = 64 * 1024  # characters; longer texts are refused unread
REL = "nofollow ugc noopener noreferrer"

# Control characters except line feed and tab, and characters that change the direction of surrounding text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_INVISIBLE_RUN = re.compile("([\u200b-\u200d\u2060\ufe00-\ufe0f])\\1+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_URL = re.compile(r"https?://[^\s<>\"\\^`{|}]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?'’”»)]"
# Domain names without a scheme, with top-level domains that advertisers use. Only counted, not linked.
_BARE = re.compile(
    r"(?<![\w@./-])(?:www\.)?[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,3}"
    r"\.(?:com|net|org|info|biz|io|co|ru|cn|su|tk|xyz|top|shop|online|site|store|club|link|click|live|vip|win|bet|loan|me|example)"
    r"(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Text:
    """A text as typed, as HTML, as plain words, its hash for comparison, and its number of links."""

    source: str
    html: str
    text: str
    hash: str
    links: int


def read(source: str) -> Text:
    """Return the cleaned text of `source`. Raises BadTextError if it is empty or far too long."""
    source = clean(source)
    if not source:
        raise BadTextError(_("Write something first."))
    paragraphs = [part.strip("\n") for part in _PARAGRAPH.split(source)]
    html = "".join(f"<p>{'<br>'.join(_linked(line) for line in part.split(chr(10)))}</p>" for part in paragraphs)
    return Text(source=source, html=sanitised(html), text=source, hash=text_hash(source), links=count_links(source))


def sanitised(html: str) -> str:
    """Return `html` with only paragraphs, line breaks, and external links marked as nofollow."""
    return nh3.clean(
        html,
        tags={"p", "br", "a"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel=REL,
        generic_attribute_prefixes=set(),
        strip_comments=True,
    )


def clean(source: str) -> str:
    """Return `source` without unprintable characters. Raises BadTextError if it is longer than LONGEST."""
    if len(source) > LONGEST:
        raise BadTextError(_("This is too long."))
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    source = unicodedata.normalize("NFC", source.encode("utf-8", "replace").decode())
    source = _UNPRINTABLE.sub("", source)
    source = _MARKS.sub(r"\1", _INVISIBLE_RUN.sub(r"\1", source))
    # A text of blank characters counts as empty.
    return "" if not any(_shows(char) for char in source) else source.strip()


def clean_line(text: str) -> str:
    """Return `text` as one line without unprintable characters."""
    return " ".join(clean(text[: LONGEST - 1]).split())


def count_links(text: str) -> int:
    """Return the number of addresses in `text`, whether links or readable names of domains."""
    without, number = _URL.subn(" ", text)
    return number + sum(1 for _ in _BARE.finditer(without))


def _linked(line: str) -> str:
    """Return a line of plain text as HTML, with its addresses as links."""
    out, start = [], 0
    for match in _URL.finditer(line):
        url = match.group().rstrip(_TRAILING)
        if match.group()[len(url) :].startswith(")") and "(" in url:
            url += ")"
        out += [escape(line[start : match.start()]), f'<a href="{escape(url)}">{escape(url)}</a>']
        start = match.start() + len(url)
    return "".join([*out, escape(line[start:])])


def _shows(char: str) -> bool:
    return unicodedata.category(char)[0] not in "ZCM" and char not in "\u2800\u3164\uffa0\u115f\u1160"
