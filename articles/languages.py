"""Languages of stories."""

from collections.abc import Hashable
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, cast

from django.utils import translation
from django.utils.translation import get_language, get_language_info


def is_right_to_left(language: str) -> bool:
    """Whether text in `language` (a tag such as “ar” or “he-IL”) runs from right to left."""
    try:
        return bool(get_language_info(language.lower())["bidi"])
    except KeyError:
        return False


def speaking(language: str) -> AbstractContextManager[None]:
    """Say what the site itself says in `language` (“de”, “sr-Latn”), in English where we have no words."""
    return translation.override(language.lower())


def gettext(words: str) -> str:
    """Return `words` in the language that is spoken, as Django's own does; for what stands on every page.

    Django looks for words that stay as they are in the catalogue of every app, each time: here it does so once.
    """
    return _said(get_language(), None, words)


def pgettext(context: str, words: str) -> str:
    """Return `words`, as they are meant in `context`, likewise."""
    return _said(get_language(), context, words)


def label(choice: Any) -> str:
    """Return the label of a member of Django's `TextChoices`, likewise."""
    return _label(get_language(), cast(Hashable, type(choice)), choice)


@lru_cache(maxsize=1000)
def _said(_language: str | None, context: str | None, words: str) -> str:
    return translation.gettext(words) if context is None else translation.pgettext(context, words)


@lru_cache(maxsize=100)
def _label(_language: str | None, _choices: Hashable, choice: Any) -> str:
    return str(choice.label)
