"""Languages of stories."""

from contextlib import AbstractContextManager

from django.utils import translation
from django.utils.translation import get_language_info


def is_right_to_left(language: str) -> bool:
    """Return whether text in `language` (a tag such as “ar” or “he-IL”) runs from right to left."""
    try:
        return bool(get_language_info(language.lower())["bidi"])
    except KeyError:
        return False


def speaking(language: str) -> AbstractContextManager[None]:
    """Activate the translations of `language` (“de”, “sr-Latn”) within the block; English where there are none."""
    return translation.override(language.lower())
