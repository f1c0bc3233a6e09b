"""Pieces of HTML that are kept in the process under what they are made of.

Most pieces of a page stand on many pages: a byline, a card, a picture. Made of the same values a piece is the same, and
with one other value it is another: nothing has to be dropped, so nothing can be forgotten.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, partial, update_wrapper

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = not settings.DEBUG  # who works on a template wants to see it

Make = Callable[..., SafeString]


class Piece:
    """What `make` makes, the `most` that were asked for last of them kept."""

    def __init__(self, make: Make, most: int) -> None:
        def in_language(_language: str | None, *values: Hashable) -> SafeString:
            return make(*values)

        update_wrapper(self, make)
        self._kept = lru_cache(maxsize=most)(in_language) if KEPT else in_language

    def __call__(self, *values: Hashable) -> SafeString:
        """Return the piece that is made of `values`."""
        return self._kept(get_language(), *values)

    def maker(self) -> Make:
        """Return what makes such pieces in the language of now: for who makes many of them."""
        return partial(self._kept, get_language())


def piece(most: int) -> Callable[[Make], Piece]:
    """Keep the `most` pieces that were asked for last of those that a function makes of its values.

    What it makes must depend on them and on the language that is spoken, and on nothing else.
    """
    return partial(Piece, most=most)
