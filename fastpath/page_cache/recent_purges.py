"""What was purged lately, so that a page which was begun before a change is not kept after it."""

from collections import OrderedDict
from collections.abc import Iterable

REMEMBERED = 50_000  # keys


class Purges:
    """The order of purges. Its users hold a lock."""

    def __init__(self) -> None:
        self.position = 0
        self._last: OrderedDict[str, int] = OrderedDict()
        self._everything = 0  # the position up to which any page may be out of date

    def note(self, key: str) -> None:
        """Remember that `key` was purged now."""
        self.position += 1
        self._last[key] = self.position
        self._last.move_to_end(key)
        if len(self._last) > REMEMBERED:
            _, forgotten = self._last.popitem(last=False)
            self._everything = max(self._everything, forgotten)

    def note_everything(self) -> None:
        """Remember that anything may have changed until now."""
        self.position += 1
        self._everything = self.position
        self._last.clear()

    def since(self, position: int, keys: Iterable[str]) -> bool:
        """Whether one of `keys` was purged after `position`."""
        return self._everything > position or any(self._last.get(key, 0) > position for key in keys)
