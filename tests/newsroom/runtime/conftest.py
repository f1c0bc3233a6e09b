"""Databases, papers and processes of their own for the tests of `make run` and its parts."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.runtime.backup import Stores, restore
from newsroom.runtime.data_directory import CHECKOUT, make_private_directory
from newsroom.runtime.environment import DEVELOPMENT
from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from tests.made_once import made_once
from tests.newsroom.runtime.paper import MakeServer

from .paper import environment

COLLECT = """
import django
django.setup()
from newsroom.management.commands.prepare import Command
Command()._collect_static_files()
"""


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


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first start of a paper leaves of static files, which it compresses for longer than it does all else."""
    return made_once(tmp_path_factory, "collected", collect)


def collect(folder: Path) -> None:
    """Collect static files into the data directory `folder`, as a start of the paper in it does."""
    given = {"DJANGO_SETTINGS_MODULE": DEVELOPMENT, "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere"}
    env = environment(folder, SECRET_KEY="of no paper", **given)
    subprocess.run([sys.executable, "-c", COLLECT], cwd=CHECKOUT, env=env, check=True)


@pytest.fixture
def data(migrated: Path, collected: Path, tmp_path: Path) -> Iterator[Path]:
    """The data directory of a paper that is migrated and empty: to start from nothing is for test_run.py."""
    data = tmp_path / "var"
    make_private_directory(data)
    shutil.copytree(collected, data, dirs_exist_ok=True)
    with EmbeddedPostgres(data, durable=False) as server:
        restore(Stores(server.url, data, None), migrated)
    yield data
    server.remove()


@pytest.fixture
def server(make_server: MakeServer, tmp_path: Path) -> EmbeddedPostgres:
    """A server that has not been started."""
    return make_server(tmp_path / "data")
