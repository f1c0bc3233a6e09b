"""The order of recent purges, so that a page whose rendering began before a change is not stored after it."""

from collections import OrderedDict
from collections.abc import Iterable

MAX_TAGS = 50_000


class RecentPurges:
    """The position of each purge in their order. Callers hold a lock."""

    def __init__(self) -> None:
        self.position = 0
        self._last: OrderedDict[str, int] = OrderedDict()
        self._everything = 0  # the position up to which any page may be out of date

    def add(self, tag: str) -> None:
        """Record that `tag` was purged now."""
        self.position += 1
        self._last[tag] = self.position
        self._last.move_to_end(tag)
        if len(self._last) > MAX_TAGS:
            _, forgotten = self._last.popitem(last=False)
            self._everything = max(self._everything, forgotten)

    def add_everything(self) -> None:
        """Record that anything may have changed until now."""
        self.position += 1
        self._everything = self.position
        self._last.clear()

    def since(self, position: int, tags: Iterable[str]) -> bool:
        """Return whether one of `tags` was purged after `position`."""
        return self._everything > position or any(self._last.get(tag, 0) > position for tag in tags)
