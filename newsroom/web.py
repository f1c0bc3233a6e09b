"""The web server of `make run`: `python -m newsroom.web`, listening at HOST and PORT.

Granian with two processes. All of Django and Wagtail is imported before they part, so that they share its
memory (some 70 MB less each) and a process that was killed is replaced at once.
"""

import gc
import os

import django
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

PROCESSES = 2
THREADS = 8  # in each process; the settings allow as many database connections


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    django.setup()
    _ = get_resolver().url_patterns  # with them, every view
    gc.freeze()  # the collector would touch, and so copy, what the processes share
    Granian(
        "newsroom.supervised_wsgi:application",
        address=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
