"""Gives the tests a real PostgreSQL: that of DATABASE_URL, or an embedded one that lives as long as the run.

Loaded as a pytest plugin before Django reads its settings.
"""

import atexit
import os
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
    atexit.register(folder.cleanup)
    atexit.register(server.remove)
    os.environ["DATABASE_URL"] = server.url


_start()
