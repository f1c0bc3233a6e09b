"""Pages that are made anew are made one after the other in a process.

Made at once they would all take longer: their threads wait for one another at every question to the database, and each
takes a connection of its own, on which PostgreSQL has to find its plans again.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PATIENCE = 0.1  # seconds; what is being made may wait for something else, and nobody has to wait with it


class Turns:
    """Wraps Django's `application`. An answer that is not a stream is given in one piece, and is over and done with."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._turn = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request when it is its turn, or when it has waited for that too long."""
        has_turn = self._turn.acquire(timeout=PATIENCE)
        try:
            return _whole(self.application(environ, start_response))
        finally:
            if has_turn:
                self._turn.release()


def _whole(answer: Any) -> Any:
    """Return what Django answered; its end gives back the connection, which is to be before the next one's turn."""
    if getattr(answer, "streaming", True):  # a list has no such thing, either
        return answer
    try:
        return [answer.content]
    finally:
        answer.close()
