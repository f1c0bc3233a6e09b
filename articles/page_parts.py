"""What other apps add to the pages of stories. They declare it in their `ready`; the pages do not know them.

A part has a place: HEAD in the head of a story's page, UNDER_STORY below the story, TEASER at the end of a teaser in any
listing. What a part needs to know of a story comes with the query that fetches the stories, so that a listing of fifty
teasers asks no more than one of five.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEAD, UNDER_STORY, TEASER = "head", "under_story", "teaser"


def _nothing(_story: Any, _paper: Any) -> dict[str, Any]:
    return {}


def _as_it_is(stories: Any) -> Any:
    return stories


@dataclass(frozen=True)
class Part:
    """One app's part of a page.

    `template` is rendered at the place, in the context of the page, with what `context` returns for the story
    and the paper added; where that is None the part is left out. It is kept by caches for everybody: nothing of who asked may be in it.
    `bring` is given the queryset that fetches the stories and returns it with what `context` wants of them.
    """

    name: str
    place: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None] = _nothing
    bring: Callable[[Any], Any] = _as_it_is
    order: int = 100


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add `part`. Raises ValueError if another has its name."""
    if _parts.setdefault(part.name, part) != part:
        raise ValueError(f"There are two parts of a page called {part.name}.")


def parts_at(place: str) -> list[Part]:
    """Return the parts at `place`, in their order."""
    return sorted((part for part in _parts.values() if part.place == place), key=lambda part: (part.order, part.name))


def bring(stories: Any, *places: str) -> Any:
    """Return the queryset `stories` with what the parts at `places` need."""
    for place in places:
        for part in parts_at(place):
            stories = part.bring(stories)
    return stories
