"""Extensions by which other apps add to the paper's pages. An app registers them in its `ready`.

An extension has a place. Three places are about a story: HEAD in the head of its page, UNDER_STORY below it, TEASER at
the end of a teaser in any listing. The query that fetches the stories also fetches what extensions need of them, so a
listing of fifty teasers takes as many queries as one of five. LIST_HEAD is under the name of a section, a tag or a
profile, at the head of its page; FOOTER is in the footer of every page, and about no subject.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEAD, UNDER_STORY, TEASER = "head", "under_story", "teaser"
STRUCTURED = "structured"  # the story's JSON-LD: what `context` returns is added to it, and there is no template
LIST_HEAD, FOOTER = "list_head", "footer"


def _nothing(_about: Any, _paper: Any) -> dict[str, Any]:
    return {}


def _as_it_is(stories: Any) -> Any:
    return stories


@dataclass(frozen=True)
class PageExtension:
    """Content that one app adds to pages at one place.

    `template` is rendered at the place, in the context of the page, with what `context` returns for the subject of the
    place and the paper added; nothing is rendered if it returns None. Caches share the result between all readers, so
    it must not depend on the request.
    `bring` takes the queryset that fetches the stories and returns it with what `context` needs of them.
    """

    name: str
    place: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None] = _nothing
    bring: Callable[[Any], Any] = _as_it_is
    order: int = 100


_extensions: dict[str, PageExtension] = {}
_places: dict[str, list[PageExtension]] = {}


def register(extension: PageExtension) -> None:
    """Register `extension`. Raises ValueError if another has its name."""
    if _extensions.setdefault(extension.name, extension) != extension:
        raise ValueError(f"There are two page extensions called {extension.name}.")
    there = [one for one in _extensions.values() if one.place == extension.place]
    _places[extension.place] = sorted(there, key=lambda one: (one.order, one.name))


def extensions_at(place: str) -> list[PageExtension]:
    """Return the extensions at `place`, in their order."""
    return _places.get(place, [])


def structured(story: Any, paper: Any) -> dict[str, Any]:
    """Return what the extensions at STRUCTURED add to the JSON-LD of `story`."""
    return {
        key: value
        for extension in extensions_at(STRUCTURED)
        for key, value in (extension.context(story, paper) or {}).items()
    }


def bring(stories: Any, *places: str) -> Any:
    """Return the queryset `stories` with what the extensions at `places` need."""
    for place in places:
        for extension in extensions_at(place):
            stories = extension.bring(stories)
    return stories
