"""Word-by-word differences between two texts."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def differences(old: str, new: str) -> SafeString:
    """Return both texts in one, as HTML: deletions and additions marked, unchanged text once."""
    return mark_safe("".join(_pieces(_TOKEN.findall(old), _TOKEN.findall(new))))  # noqa: S308 - each piece is escaped


def _pieces(old: list[str], new: list[str]) -> Iterator[str]:
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            yield escape("".join(old[start:end]))
            continue
        if start < end:
            yield format_html('<del class="deletion">{}</del>', "".join(old[start:end]))
        if new_start < new_end:
            yield format_html('<ins class="addition">{}</ins>', "".join(new[new_start:new_end]))
