"""What other apps add to the paper's pages. They declare it in their `ready`; the pages do not know them.

A part has a place. Three are about a story: HEAD in the head of its page, UNDER_STORY below it, TEASER at the end of a
teaser in any listing. What a part needs to know of a story comes with the query that fetches the stories, so that a
listing of fifty teasers asks no more than one of five. LIST_HEAD is under the name of a section, a tag or a profile, at
the head of its page; FOOTER is in the footer of every page, and about nothing.
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
class Part:
    """One app's part of a page.

    `template` is rendered at the place, in the context of the page, with what `context` returns for what the place is
    about and the paper added; where that is None the part is left out. Caches keep it for everybody: nothing of who
    asked may be in it.
    `bring` is given the queryset that fetches the stories and returns it with what `context` wants of them.
    """

    name: str
    place: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None] = _nothing
    bring: Callable[[Any], Any] = _as_it_is
    order: int = 100


_parts: dict[str, Part] = {}
_places: dict[str, list[Part]] = {}


def register(part: Part) -> None:
    """Add `part`. Raises ValueError if another has its name."""
    if _parts.setdefault(part.name, part) != part:
        raise ValueError(f"There are two parts of a page called {part.name}.")
    there = [one for one in _parts.values() if one.place == part.place]
    _places[part.place] = sorted(there, key=lambda one: (one.order, one.name))


def parts_at(place: str) -> list[Part]:
    """Return the parts at `place`, in their order."""
    return _places.get(place, [])


def structured(story: Any, paper: Any) -> dict[str, Any]:
    """Return what the parts at STRUCTURED add to the JSON-LD of `story`."""
    return {key: value for part in parts_at(STRUCTURED) for key, value in (part.context(story, paper) or {}).items()}


def bring(stories: Any, *places: str) -> Any:
    """Return the queryset `stories` with what the parts at `places` need."""
    for place in places:
        for part in parts_at(place):
            stories = part.bring(stories)
    return stories
