"""Pieces of HTML that are kept in the process under what they are made of.

Most pieces of a page stand on many pages: a byline, a card, a picture. Made of the same values a piece is the same, and
with one other value it is another: nothing has to be dropped, so nothing can be forgotten.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = not settings.DEBUG  # who works on a template wants to see it

Make = Callable[..., SafeString]


def piece(most: int) -> Callable[[Make], Make]:
    """Keep the `most` pieces that were asked for last of those that a function makes of its values.

    What it makes must depend on them and on the language that is spoken, and on nothing else.
    """

    def keeping(make: Make) -> Make:
        if not KEPT:
            return make

        @lru_cache(maxsize=most)
        def kept(_language: str | None, *values: Hashable) -> SafeString:
            return make(*values)

        @wraps(make)
        def found(*values: Hashable) -> SafeString:
            return kept(get_language(), *values)

        return found

    return keeping
