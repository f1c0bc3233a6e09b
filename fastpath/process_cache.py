"""What many pages ask for, remembered for as long as nothing changes.

The process hears from the database of every change that a page could show (fastpath/page_cache/listener.py): until it
has heard of one, what it was told before is still so. Where nobody listens, nothing is remembered.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any

LONGEST = 5.0  # seconds; what changes without a word, if there is such a thing, is known after that


def _nobody() -> object | None:
    return None


_last_heard: Callable[[], object | None] = _nobody


def listen_to(last_heard: Callable[[], object | None]) -> None:
    """Take the word of `last_heard`: something that is another after each change, None while it hears nothing."""
    global _last_heard
    _last_heard = last_heard


class Memory:
    """A memory of at most `most` things, each under a key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: tuple[object, float, dict[Hashable, Any]] = (None, 0.0, {})  # replaced at once: threads share it

    def of_now(self) -> dict[Hashable, Any]:
        """Return what is remembered. Take it before you ask the database, and put into it what you were told.

        If a change is heard of in between, that goes where nobody looks any more.
        """
        heard, now = _last_heard(), time.monotonic()
        if heard is None:
            return {}
        last, until, kept = self._kept
        if heard is not last or now > until or len(kept) >= self.most:
            kept = {}
            self._kept = heard, now + LONGEST, kept
        return kept
