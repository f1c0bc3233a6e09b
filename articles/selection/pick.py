"""Pick stories for the blocks of a page: no story twice, none that is not published, no block with too few."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..models import Article

Candidate = TypeVar("Candidate")


def itself(candidate: Any) -> Any:
    """Return `candidate`, which is a story."""
    return candidate


class Pick:
    """The stories taken by the blocks of one page. The most important blocks claim first."""

    def __init__(self, taken: Iterable[int] = ()) -> None:
        """Start with the keys of the stories that are on the page anyway."""
        self.taken = set(taken)

    def is_free(self, story: Article) -> bool:
        """Return whether `story` is published and not on the page yet."""
        return story.is_published() and story.pk not in self.taken

    def claim(
        self,
        candidates: Iterable[Candidate],
        most: int,
        *,
        least: int = 1,
        story: Callable[[Candidate], Article] = itself,
    ) -> list[Candidate]:
        """Take the first `most` of `candidates` that are free for a block; none if there are fewer than `least`.

        `story` returns the story of a candidate. A block without stories prints no heading; its candidates stay free
        for the next block.
        """
        found: dict[int, Candidate] = {}
        for candidate in candidates if most else ():
            about = story(candidate)
            if self.is_free(about):
                found.setdefault(about.pk, candidate)
                if len(found) == most:
                    break  # take no more from an iterator than the block gets
        if len(found) < least:
            return []
        self.taken.update(found)
        return list(found.values())
