"""The web server of `make run`: `python -m newsroom.runtime.web_server`, listening at HOST and PORT.

Granian with two processes. Before they part, all of Django and Wagtail is imported and a page of each kind is made
once, so that they share the memory of that (some 90 MB less each) and a process that was killed is replaced at once.
What counts is imported before, too: else each process would count for itself, and /metrics tell of whichever answers.
"""

import contextvars
import logging
import os
from http import HTTPStatus

import django
from django.db import connections
from django.test import Client
from django.urls import get_resolver
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from fastpath.page_cache import counters  # noqa: F401 - see above

from .connection_limit import limit
from .process import batch_scheduling, memory_tuning

PROCESSES = 2
LAST_PATIENCE = 10  # seconds that a process has to end once it is told to
THREADS = 8  # in each process: answers from memory need no database connection, and share those there are
CONNECTIONS = 3
WARMING = ("/", "/search/", "/subscribe/", "/nothing-here/", "/admin/login/")


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    load()
    memory_tuning.prepare_to_fork()
    serve()


def load() -> None:
    """Load all that web processes need, and leave nothing running or connected."""
    memory_tuning.use_one_arena()
    django.setup()
    _ = get_resolver().url_patterns  # with them, every view
    contextvars.copy_context().run(warm_up)  # which language was chosen, and the like, goes no further


def serve() -> None:
    """Serve with what is loaded, until SIGTERM or SIGINT."""
    limit(CONNECTIONS)
    batch_scheduling.use_batch_policy()
    Granian(
        "newsroom.runtime.supervised_wsgi:application",
        address=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # what proxies speak; of HTTP/2 one connection could bring headers of gigabytes
        workers=PROCESSES,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=LAST_PATIENCE,
        log_level=LogLevels.error,
    ).serve()


def warm_up() -> None:
    """Make some pages, for the templates, words and patterns that doing so loads; without a database, do without."""
    requests = logging.getLogger("django.request")
    level = requests.level
    requests.setLevel(logging.CRITICAL)  # that a page is not found, or cannot be made yet, is no news
    try:
        browser = Client(raise_request_exception=False)
        for path in WARMING:
            if browser.get(path, HTTP_HOST="localhost", secure=True).status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                break
    finally:
        requests.setLevel(level)
        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()


if __name__ == "__main__":
    main()
