"""A lock under which a process renders one page at a time.

Rendered at once, all pages take longer: their threads wait for one another at every query, and each takes a connection
of its own, on which PostgreSQL has to plan the statements again.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PATIENCE = 0.1  # seconds to wait for the lock: its holder may itself wait for something slow


class RenderLock:
    """Wraps Django's `application`. A response that is not a stream is read and closed before the lock is released."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request under the lock, or without it after PATIENCE."""
        locked = self._lock.acquire(timeout=PATIENCE)
        try:
            return _read(self.application(environ, start_response))
        finally:
            if locked:
                self._lock.release()


def _read(response: Any) -> Any:
    """Read and close a response: closing returns the connection, which the next request is to get."""
    if getattr(response, "streaming", True):  # a plain list has no such attribute
        return response
    try:
        return [response.content]
    finally:
        response.close()
