"""Counters of the page cache in memory that all web processes of this machine share.

Processes count together if they are forked from one that has imported this module.
"""

import os
from collections.abc import Iterator
from multiprocessing import Lock, RawArray

COUNTED = ("hit", "stale", "miss", "bypass", "unkept", "not_modified", "failed", "purges")
LEVELS = ("pages", "bytes")
NAMES = ("pid", *COUNTED, *LEVELS)
AT = {name: at for at, name in enumerate(NAMES)}
SLOTS = 64  # processes

_figures = RawArray("Q", len(NAMES) * SLOTS)
_lock = Lock()


class Counters:
    """The counters of this process, in a slot of its own."""

    def __init__(self) -> None:
        self._start = _claim_slot() * len(NAMES)

    def add(self, name: str) -> None:
        """Add one to a counter."""
        _figures[self._start + AT[name]] += 1

    def level(self, name: str, value: int) -> None:
        """Set a level, one of LEVELS."""
        _figures[self._start + AT[name]] = value


def _claim_slot() -> int:
    """Return a slot that is free or whose process has ended; counts of that process stay counted."""
    with _lock:
        for slot in range(SLOTS):
            start = slot * len(NAMES)
            if not _is_alive(_figures[start]):
                _figures[start] = os.getpid()
                for name in LEVELS:
                    _figures[start + AT[name]] = 0
                return slot
    return SLOTS - 1


def _is_alive(pid: int) -> bool:
    """Return whether another process with this id is running."""
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
    for slot in range(SLOTS):
        pid = _figures[slot * len(NAMES)]
        if at <= len(COUNTED) or _is_alive(pid) or pid == os.getpid():
            yield _figures[slot * len(NAMES) + at]
