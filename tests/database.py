"""Gives the tests a real PostgreSQL: that of DATABASE_URL, or an embedded one that lives as long as the run.

Loaded as a pytest plugin before Django reads its settings.
"""

import atexit
import os
import resource
import sys
import tempfile
from pathlib import Path

from newsroom.runtime.postgres.embedded import EmbeddedPostgres


def _start() -> None:
    """Start the database in the process that leads the run; its workers inherit the address."""
    if os.environ.get("DATABASE_URL") or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")
    server = EmbeddedPostgres(Path(folder.name), durable=False)
    server.start()
    atexit.register(_print_processor_time)  # the last to be called: the database has ended
    atexit.register(folder.cleanup)
    atexit.register(server.remove)
    os.environ["DATABASE_URL"] = server.url


def _print_processor_time() -> None:
    """Print the processor time of the run, with the database and all processes that tests started, in minutes."""
    spent = sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    sys.stderr.write(f"processor time: {spent / 60:.1f} min\n")


_start()
