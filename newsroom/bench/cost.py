"""Measure the cost of a request independently of other load: processor time, queries, database blocks.

Processor time is that of the thread that makes the page and of the PostgreSQL process that serves it. It is read from
Linux (`/proc/<process>/schedstat`), so the database must run on this machine.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from .measuring import browser, noting
from .public import Page

# Each backend tells what it did when it has done it; the first has it tell at once.
TELL = "SELECT pg_stat_force_next_flush()"
BLOCKS = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Counted:
    """Figures that are the same at every request for a page."""

    queries: int
    blocks: int  # of 8 KiB, found in PostgreSQL's memory or read into it
    bytes: int


@dataclass(frozen=True)
class Spent:
    """The processor time of one request, in milliseconds."""

    web: float
    database: float


class Meter:
    """Asks for pages of the present paper, and says what that cost. Only one thread may use it."""

    def __init__(self) -> None:
        self.client = browser()
        self.turn = 0
        self._own = min(-_blocks() + _blocks() for _ in range(5))  # the blocks that counting itself takes

    def get(self, page: Page) -> Any:
        """Ask for the next of its paths. Raises RuntimeError if it answers other than it should."""
        response = self.client.get(page.paths[self.turn % len(page.paths)])
        self.turn += 1
        if response.status_code != page.status:
            raise RuntimeError(f"“{page.name}” answered {response.status_code}, not {page.status}.")
        return response

    def count(self, page: Page, times: int = 3) -> Counted:
        """Ask for each of its paths, `times` times; of what is counted the median path's least."""
        found = []
        for path in page.paths:
            one = Page(page.name, (path,), page.status)
            found.append(min((self._counted(one) for _ in range(times)), key=lambda counted: counted.blocks))
        return sorted(found, key=lambda counted: counted.blocks)[len(found) // 2]

    def spend(self, page: Page) -> Spent:
        """Ask once."""
        process = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        before, started = _run_time(process), time.thread_time_ns()
        self.get(page)
        web, database = time.thread_time_ns() - started, _run_time(process) - before
        return Spent(web / 1e6, database / 1e6)

    def _counted(self, page: Page) -> Counted:
        queries: list[str] = []
        before = _blocks()
        with connection.execute_wrapper(noting(queries)):
            response = self.get(page)
        blocks = _blocks() - before
        return Counted(len(queries), blocks - self._own, len(response.getvalue()))


def _blocks() -> int:
    """Return the blocks that were touched in this database since its counting began."""
    with connection.cursor() as cursor:
        cursor.execute(TELL)
        cursor.execute(BLOCKS)
        return int(cursor.fetchone()[0])


def _run_time(process: Path) -> int:
    """Return how long a process has run on a processor, in nanoseconds."""
    return int(process.read_text(encoding="ascii").split()[0])
