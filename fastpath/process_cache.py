"""A cache in the memory of the process, dropped as soon as anything changes in the database.

The page cache's listener hears of every change that a page could show, and so knows until when what was read is still
right. In a process without a listener nothing is cached.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any

from .switch import is_on

MAX_AGE = 5.0  # seconds: a net for changes that no trigger reports
CACHING = is_on("process_cache")


def _no_version() -> object | None:
    return None


_version: Callable[[], object | None] = _no_version


def set_version_source(version: Callable[[], object | None]) -> None:
    """Take the version of the data from `version`: another object after each change, None while changes are missed."""
    global _version
    _version = version


class ProcessCache:
    """A cache of at most `max_entries` values by key, shared by all threads."""

    def __init__(self, max_entries: int) -> None:
        self.max_entries = max_entries
        self._entries: tuple[object, float, dict[Hashable, Any]] = (None, 0.0, {})  # replaced at once: threads share it

    def snapshot(self) -> dict[Hashable, Any]:
        """Return the entries that are right now. Take it before you query, and put the result into the same dict.

        A change that is heard of in between replaces the dict, so that nothing read before a change is used after it.
        """
        version, now = _version(), time.monotonic()
        if version is None or not CACHING:
            return {}
        last, until, entries = self._entries
        if version is not last or now > until or len(entries) >= self.max_entries:
            entries = {}
            self._entries = version, now + MAX_AGE, entries
        return entries
