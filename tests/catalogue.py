"""What our sources say and what the German catalogue has for it, read without GNU gettext."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
GERMAN = ROOT / "newsroom" / "locale" / "de" / "LC_MESSAGES"
APPS = ("articles", "comments", "newsroom", "outbox", "readers", "subscriptions")

_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(\w*gettext|_)\(\s*({_STRING})(?:,\s*({_STRING}))?(?:,\s*({_STRING}))?")
_FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$')


class Message(NamedTuple):
    """One text: its context, if any, the text, and its plural, if any."""

    context: str
    text: str
    plural: str


def in_sources() -> set[Message]:
    """Return every text that our templates and Python mark to be translated."""
    found = set()
    for path in (ROOT / "templates").rglob("*.*"):
        for name, *strings in _CALL.findall(templatize(path.read_text())):
            found.add(_message(name, [ast.literal_eval(string) for string in strings if string]))
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            found.update(_in_python(ast.parse(path.read_text())))
    return found


def _in_python(tree: ast.Module) -> Iterator[Message]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", "")).removesuffix("_lazy")
            strings = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if strings and (name == "_" or name.endswith("gettext")):
                yield _message(name, strings)


def _message(function: str, strings: list[str]) -> Message:
    context = strings.pop(0) if "pget" in function else ""
    plural = strings[1] if function.startswith("n") else ""
    return Message(context, strings[0], plural)


def compiled() -> gettext.GNUTranslations:
    """Return the compiled catalogue, which is what the site speaks."""
    with (GERMAN / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def said(catalogue: gettext.GNUTranslations, message: Message) -> list[str]:
    """Return what `catalogue` has for one and for several; without a plural, one text. English where none."""
    context, text, plural = message
    if plural:
        numbers = (1, 2)
        return [
            catalogue.npgettext(context, text, plural, n) if context else catalogue.ngettext(text, plural, n)
            for n in numbers
        ]
    return [catalogue.pgettext(context, text) if context else catalogue.gettext(text)]


def written() -> dict[Message, list[str]]:
    """Return the catalogue as translators write it (django.po). Raises AssertionError at a text marked as doubtful."""
    source = (GERMAN / "django.po").read_text()
    assert "#, fuzzy" not in source
    messages = {}
    for block in source.split("\n\n")[1:]:
        fields: dict[str, str] = {}
        for line in block.splitlines():
            if start := _FIELD.match(line):
                name = start[1]
                fields[name] = ast.literal_eval(start[2])
            elif line.startswith('"'):
                fields[name] += ast.literal_eval(line)
        message = Message(fields.pop("msgctxt", ""), fields.pop("msgid"), fields.pop("msgid_plural", ""))
        messages[message] = list(fields.values())
    return messages
