"""Templates of which a page shows many, such as a comment: made once for each shape they take, and filled from then on.

A template decides by flags what is there, and prints values. For the same flags it comes out the same but for the
values; so it is made once with holes in their places, and a page fills the holes. That takes a hundredth of the time.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .fragments import CACHING

_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters, which no template has


Fill = Callable[[Mapping[str, Hashable], Mapping[str, Any]], SafeString]


class CompiledTemplate:
    """The template `name`, which decides by its flags alone, and prints `holes` as they are."""

    def __init__(self, name: str, *holes: str) -> None:
        self.name, self.holes = name, holes
        self._kept = lru_cache(maxsize=1000)(self._make)

    def fill(self, flags: Mapping[str, Hashable], values: Mapping[str, Any]) -> SafeString:
        """Return the HTML for these flags and values; a value is escaped unless it is marked safe."""
        return self.bind()(flags, values)

    def filler(self) -> Fill:
        """Return what `fill` is in the language of now: for who fills it many times."""
        make, language = self._kept if KEPT else self._make, get_language()

        def fill(flags: Mapping[str, Hashable], values: Mapping[str, Any]) -> SafeString:
            written = {
                name: value if isinstance(value, SafeString) else escape(str(value)) for name, value in values.items()
            }
            return SafeString(make(language, tuple(flags.items())) % written)  # escaped

        return fill

    def _make(self, _language: str | None, flags: tuple[tuple[str, Hashable], ...]) -> str:
        holes = {hole: SafeString(f"{_OPEN}{hole}{_CLOSE}") for hole in self.holes}
        made = render_to_string(self.name, {**dict(flags), **holes}).replace("%", "%%")
        return made.replace(_OPEN, "%(").replace(_CLOSE, ")s")
