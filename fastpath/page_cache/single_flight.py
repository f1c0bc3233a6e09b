"""Single flight: of several requests for a page that is not cached one renders it, and the others wait for it."""

import threading
from dataclasses import dataclass, field

from .store import CacheKey


@dataclass
class Rendering:
    """A page that is being rendered."""

    done: threading.Event = field(default_factory=threading.Event)
    failed: bool = False


class SingleFlight:
    """The pages that this process is rendering, by cache key."""

    def __init__(self) -> None:
        self._running: dict[CacheKey, Rendering] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, key: CacheKey) -> Rendering | None:
        """Begin to render a page, which the caller must `finish`; None if another thread is at it."""
        with self._lock:
            if key in self._running:
                return None
            self._running[key] = Rendering()
            return self._running[key]

    def running(self, key: CacheKey) -> Rendering | None:
        """Return the rendering of another thread; None if it is done."""
        return self._running.get(key)

    def finish(self, key: CacheKey, rendering: Rendering) -> None:
        """End the rendering, and wake those that wait for it."""
        with self._lock:
            self._running.pop(key, None)
        rendering.done.set()

    def clear(self) -> None:
        """Forget the renderings of the process that this one was forked from."""
        self._running.clear()
