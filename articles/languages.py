"""Languages of stories."""

from contextlib import AbstractContextManager

from django.utils import translation
from django.utils.translation import get_language_info


def is_right_to_left(language: str) -> bool:
    """Whether text in `language` (a tag such as “ar” or “he-IL”) runs from right to left."""
    try:
        return bool(get_language_info(language.lower())["bidi"])
    except KeyError:
        return False


def speaking(language: str) -> AbstractContextManager[None]:
    """Say what the site itself says in `language` (“de”, “sr-Latn”), in English where we have no words."""
    return translation.override(language.lower())
