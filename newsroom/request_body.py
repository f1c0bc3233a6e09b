"""Read the whole body of a request before Django starts, so that slow senders hold few threads.

A thread that waits for a body can do nothing else, and a browser that lost its network within a form would hold it
for ever. So only some of the threads may wait at once, none for a sender that has stopped, and the rest serve readers.

What is longer than anything that is meant to be read, an address or a body, is refused before anybody looks at it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

AT_ONCE = 5  # bodies that a process waits for; it has eight threads
PIECE = 256  # bytes read at once: more would make a slow sender look like one that has stopped
GRACE = 10.0  # seconds in which any form arrives
SLOWEST = 500  # bytes a second, on the average, of what takes longer
MOST = 64 * 1024 * 1024  # bytes
LONGEST_ADDRESS = 8_000  # characters: of a page at most 1,000, the rest is what is searched, filtered or chosen by
IN_MEMORY = 1024 * 1024  # bytes; what is larger waits in a file
ADVICE = {
    HTTPStatus.REQUEST_URI_TOO_LONG: "Please look for what you want from the front page.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"Please send a smaller file: {MOST // 1024 // 1024} MB at most.",
    HTTPStatus.REQUEST_TIMEOUT: "It came too slowly. Please send it again in a moment.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Please send it again in a moment.",
}


class TooSlow(Exception):
    """A sender who has stopped, or nearly."""


class Bodies:
    """Wraps `application`."""

    def __init__(self, application: Application, *, grace: float = GRACE) -> None:
        self.application, self.grace = application, grace
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._pid = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, or say why what it brings is not taken."""
        if len(environ["PATH_INFO"]) + len(environ["QUERY_STRING"]) > LONGEST_ADDRESS:
            return _refuse(start_response, HTTPStatus.REQUEST_URI_TOO_LONG)
        if environ["REQUEST_METHOD"] in {"GET", "HEAD"} or not (length := _length(environ)):
            return self.application(environ, start_response)
        if length > MOST:
            return _refuse(start_response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self._pid != os.getpid():
            self._begin()
        if not self._slots.acquire(blocking=False):
            return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            body = self._taken_in(environ["wsgi.input"], length)
        except TooSlow:
            return _refuse(start_response, HTTPStatus.REQUEST_TIMEOUT)
        finally:
            self._slots.release()
        return self.application(environ | {"wsgi.input": body}, start_response)

    def _begin(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                # More than wait: one whose sender has stopped goes on until the server has closed the connection.
                self._readers = ThreadPoolExecutor(4 * AT_ONCE, thread_name_prefix="body")
                self._pid = os.getpid()

    def _taken_in(self, source: Any, length: int) -> IO[bytes]:
        """Read `length` bytes in another thread, as long as they come. Raises TooSlow."""
        body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - Django reads it
        given_up = threading.Event()

        def read() -> None:
            while not given_up.is_set() and (left := length - body.tell()) > 0:
                piece = source.read(min(PIECE, left))
                if not piece:
                    return
                body.write(piece)

        begun = time.monotonic()
        reading = self._readers.submit(read)
        while True:
            try:
                reading.result(self.grace)
                break
            except TimeoutError:
                if body.tell() < SLOWEST * (time.monotonic() - begun):
                    given_up.set()
                    raise TooSlow from None
        body.seek(0)
        return body


def _length(environ: Environ) -> int:
    """Return the length that is promised; 0 if none is, since Django then reads nothing either."""
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _refuse(start_response: StartResponse, status: HTTPStatus) -> Iterable[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), ("Connection", "close")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "2"))
    start_response(f"{status.value} {status.phrase}", headers)
    return [f"{status.phrase}. {ADVICE[status]}\n".encode()]
