"""What the page cache did, counted in memory that all web processes of this machine share.

Processes forked from one that has imported this module, as `newsroom.runtime.web_server` does, count together.
"""

import os
from collections.abc import Iterator
from multiprocessing import Lock, RawArray

COUNTED = ("hit", "stale", "miss", "bypass", "unkept", "not_modified", "failed", "purges")
LEVELS = ("pages", "bytes")
NAMES = ("pid", *COUNTED, *LEVELS)
AT = {name: at for at, name in enumerate(NAMES)}
PLACES = 64  # processes

_figures = RawArray("Q", len(NAMES) * PLACES)
_lock = Lock()


class Counters:
    """The figures of this process, in a place of its own."""

    def __init__(self) -> None:
        self._start = _claim() * len(NAMES)

    def add(self, name: str) -> None:
        """Count one more."""
        _figures[self._start + AT[name]] += 1

    def level(self, name: str, value: int) -> None:
        """Say how much of something there is now."""
        _figures[self._start + AT[name]] = value


def _claim() -> int:
    """Take a place that nobody has, or whose process is gone; what that one counted stays counted."""
    with _lock:
        for place in range(PLACES):
            start = place * len(NAMES)
            if not _lives(_figures[start]):
                _figures[start] = os.getpid()
                for name in LEVELS:
                    _figures[start + AT[name]] = 0
                return place
    return PLACES - 1


def _lives(pid: int) -> bool:
    if not pid or pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def totals() -> dict[str, int]:
    """Return each figure, summed over all processes."""
    return {name: sum(_column(at)) for name, at in AT.items() if name != "pid"}


def _column(at: int) -> Iterator[int]:
    for place in range(PLACES):
        if at <= len(COUNTED) or _lives(_figures[place * len(NAMES)]) or _figures[place * len(NAMES)] == os.getpid():
            yield _figures[place * len(NAMES) + at]
