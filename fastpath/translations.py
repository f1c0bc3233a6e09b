"""Django's translations of fixed words, looked up once for each language.

Django searches the catalogue of every app each time for words that have no translation.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.utils import translation
from django.utils.translation import get_language

from .switch import is_on

F = TypeVar("F", bound=Callable[..., str])


def gettext(words: str) -> str:
    """Return the translation of `words` into the active language."""
    return _translate(get_language(), None, words)


def pgettext(context: str, words: str) -> str:
    """Return the translation of `words`, as they are meant in `context`, into the active language."""
    return _translate(get_language(), context, words)


def label(choice: Any) -> str:
    """Return the label of a member of Django's `TextChoices` in the active language."""
    return _label(get_language(), cast(Hashable, type(choice)), choice)


def _cached(maxsize: int) -> Callable[[F], F]:
    return cast(Callable[[F], F], lru_cache(maxsize=maxsize)) if is_on("translations") else lambda function: function


@_cached(1000)
def _translate(_language: str | None, context: str | None, words: str) -> str:
    return translation.gettext(words) if context is None else translation.pgettext(context, words)


@_cached(100)
def _label(_language: str | None, _choices: Hashable, choice: Any) -> str:
    return str(choice.label)
