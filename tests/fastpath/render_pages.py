"""Request pages from the WSGI application of the paper, in a process of its own with its own FASTPATH.

Its argument is the time. Reads paths as a JSON list, and writes status and body of each as JSON. Each page is requested
twice, so that the second comes from the caches that are on; the answers must be the same.
"""

import io
import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from typing import Any


def main() -> None:
    """Answer."""
    _make_repeatable()
    from newsroom.wsgi import application

    answers = {}
    for path in json.load(sys.stdin):
        answers[path] = _request(application, path)
        if _request(application, path) != answers[path]:
            sys.exit(f"{path} is another page the second time")
    json.dump(answers, sys.stdout)


def _request(application: Any, path: str) -> tuple[int, str]:
    """Return status and body of the page at `path`."""
    from django.test import RequestFactory

    random.seed(path)
    bare, _, query = path.partition("?")
    environ = RequestFactory()._base_environ(PATH_INFO=bare, QUERY_STRING=query, HTTP_HOST="testserver")
    environ["wsgi.input"] = io.BytesIO()
    started: list[Any] = []
    chunks = application(environ, lambda *given: started.extend(given[:2]))
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return int(started[0].split()[0]), body.decode()


def _make_repeatable() -> None:
    """Have tokens in forms be the same in every process: they are made of random bytes and the time."""
    from django.utils import timezone

    os.urandom = random._urandom = random.randbytes  # type: ignore[attr-defined]
    now = datetime.fromtimestamp(float(sys.argv[1]), UTC)
    time.time = now.timestamp
    timezone.now = lambda: now


if __name__ == "__main__":
    main()
