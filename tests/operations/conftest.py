"""Databases, papers and processes of their own for the tests of `make run` and its parts."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsroom.backup import Stores, restore
from newsroom.embedded_postgres import EmbeddedPostgres

MakeServer = Callable[[Path], EmbeddedPostgres]


@pytest.fixture(autouse=True, scope="session")
def _signals() -> None:
    """Let signals end what tests start, also where the run itself was started in the background and is to ignore them.

    Such a run ignores Ctrl-C, and the end of its terminal too if `nohup` began it.
    """
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    """Return a function that gives the server of a data directory; all of them are gone after the test."""
    servers: list[EmbeddedPostgres] = []

    def make(data: Path) -> EmbeddedPostgres:
        servers.append(EmbeddedPostgres(data, durable=False))
        return servers[-1]

    yield make
    for server in servers:
        server.remove()


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """The data directory of a paper that is migrated and empty: to start from nothing is for test_run.py."""
    data = tmp_path / "var"
    with EmbeddedPostgres(data, durable=False) as server:
        restore(Stores(server.url, data, None), migrated)
    yield data
    server.remove()


@pytest.fixture
def server(make_server: MakeServer, tmp_path: Path) -> EmbeddedPostgres:
    """A server that has not been started."""
    return make_server(tmp_path / "data")
