"""The page's pick: no story twice on a page, none that readers may not see, no heading over nothing."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..models import Article

Candidate = TypeVar("Candidate")


def itself(candidate: Any) -> Any:
    """Return the story that a candidate is."""
    return candidate


class Pick:
    """What one page shows. Its blocks claim stories in the order of their weight; who comes first gets a story."""

    def __init__(self, taken: Iterable[int] = ()) -> None:
        """Start with the keys of the stories that stand on the page anyway."""
        self.taken = set(taken)

    def is_free(self, story: "Article") -> bool:
        """Whether `story` may be shown, and is not on the page yet."""
        return story.is_published() and story.pk not in self.taken

    def claim(
        self,
        candidates: Iterable[Candidate],
        most: int,
        *,
        least: int = 1,
        story: Callable[[Candidate], "Article"] = itself,
    ) -> list[Candidate]:
        """Give a block the first `most` of `candidates` that are free; nothing if there are not even `least`.

        `story` says which story a candidate is about. A block that gets nothing prints no heading, and what it
        could have had stays free for the next.
        """
        found: dict[int, Candidate] = {}
        for candidate in candidates if most else ():
            about = story(candidate)
            if self.is_free(about):
                found.setdefault(about.pk, candidate)
                if len(found) == most:
                    break  # none is taken from an iterator that the block does not get
        if len(found) < least:
            return []
        self.taken.update(found)
        return list(found.values())
