"""Languages of stories."""

from django.utils.translation import get_language_info


def is_right_to_left(language: str) -> bool:
    """Whether text in `language` (a tag such as “ar” or “he-IL”) runs from right to left."""
    try:
        return bool(get_language_info(language.lower())["bidi"])
    except KeyError:
        return False
