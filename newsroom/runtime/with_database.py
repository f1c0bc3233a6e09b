"""`python -m newsroom.runtime.with_database COMMAND …`: a management command with the paper's database at hand.

Uses the database of the running site, or starts it for as long as the command takes.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import environment, terminal
from .data_directory import CHECKOUT, InUse, data_directory, exclusive_use, make_private_directory
from .postgres import connection
from .postgres.embedded import EmbeddedPostgres
from .problem import Problem
from .process.child import spawn

PATIENCE = 60.0  # seconds for a site that is just starting


def main(arguments: list[str]) -> int:
    """Run `manage.py` with `arguments` and return its exit code."""
    data = data_directory()
    try:
        make_private_directory(data)
        with database(data, user=f"manage.py {arguments[0]}") as url:
            command = [sys.executable, str(CHECKOUT / "manage.py"), *arguments]
            return spawn(command, env=environment.for_processes(data, url), in_terminal=True).wait()
    except Problem as problem:
        terminal.complain(problem)
        return 1
    except KeyboardInterrupt:
        return 130


@contextmanager
def database(data: Path, user: str) -> Iterator[str]:
    """Yield the DATABASE_URL of the paper in `data` while it accepts connections. Raises Problem if it does not.

    `user` is what somebody is told who wants the data directory for themselves meanwhile.
    """
    if url := environment.given("DATABASE_URL"):
        connection.check(url)
        yield url
        return
    embedded = EmbeddedPostgres(data)
    try:
        with exclusive_use(data, user), embedded:
            yield embedded.url
    except InUse:
        deadline = time.monotonic() + PATIENCE
        while not embedded.accepts_connections():
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        yield embedded.url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
