"""A paper in which nothing happens asks its database next to nothing."""

import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsroom.runtime.postgres.embedded import EmbeddedPostgres

from .counting_line import CountingLine
from .paper import PATIENCE, RunningPaper, free_port, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

SECONDS = 20
MOST = 2  # statements a second


@pytest.fixture
def line(data: Path) -> Iterator[CountingLine]:
    """The way to the paper's database, on which statements are counted."""
    with EmbeddedPostgres(data, durable=False) as server:
        line = CountingLine(server.url)
        yield line
        line.close()


@contextmanager
def running(data: Path, line: CountingLine) -> Iterator[RunningPaper]:
    paper = RunningPaper(data, PORT=str(free_port()), DATABASE_URL=line.url)
    try:
        paper.wait_until_running()
        yield paper
    finally:
        paper.stop()


def test_web_processes_and_worker_at_rest_send_two_statements_a_second_at_most(data: Path, line: CountingLine) -> None:
    with running(data, line) as paper:
        wait_until(lambda: paper.readiness()[0] == 200)
        for path in ("/", "/search/"):  # each web process has answered, and listens
            for _ in range(8):
                with urllib.request.urlopen(paper.site + path, timeout=PATIENCE):  # noqa: S310 - our own
                    pass
        wait_until(lambda: at_rest(line))
        before = len(line.statements)
        time.sleep(SECONDS)
        sent = line.statements[before:]
    assert sent, "the line heard nothing"
    assert len(sent) <= MOST * SECONDS, "\n".join(f"{n:4} {text[:150]}" for text, n in Counter(sent).most_common())


def at_rest(line: CountingLine) -> bool:
    """Return whether the start is over: for some seconds only the same few statements."""
    before = len(line.statements)
    time.sleep(5)
    return len(line.statements) - before <= 5 * MOST
