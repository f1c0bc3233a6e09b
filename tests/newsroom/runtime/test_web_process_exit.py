"""What a run of the tests leaves behind is written nowhere: DATABASE_URL may name somebody's paper."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from articles.reads.counter import counter

# A beacon that comes when the last test is over.
LATE = """
from uuid import uuid4
from articles.reads.counter import counter

def pytest_sessionfinish():
    assert counter.add("world/2026/11/winter-gas", view=uuid4().hex, client="192.0.2.7")
"""
SOMEBODYS_PAPER = """
CREATE TABLE articles_article (id int, address text, live bool);
CREATE TABLE articles_articlereads (article_id int, hour timestamptz, reads int, UNIQUE (article_id, hour));
INSERT INTO articles_article VALUES (1, 'world/2026/11/winter-gas', true);
"""


VIEW = uuid4().hex
ROOT = Path(__file__).parents[3]


@pytest.fixture
def somebodys_paper():
    """The address of a database that is no test's, with a story whose reads can be counted."""
    name, url = f"paper_{uuid4().hex}", os.environ["DATABASE_URL"]
    address = urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(address) as connection:
            connection.execute(SOMEBODYS_PAPER)
        yield address
        server.execute(f"DROP DATABASE {name}")


@pytest.mark.processes
def test_what_is_read_when_the_run_is_over_is_written_nowhere(somebodys_paper, tmp_path):
    (tmp_path / "a_late_reader.py").write_text(LATE)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "a_late_reader", "tests/test_lock_files.py"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        | {"DATABASE_URL": somebodys_paper, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with psycopg.connect(somebodys_paper) as connection:
        assert connection.execute("SELECT * FROM articles_articlereads").fetchall() == []


def test_a_test_counts_a_read():
    assert counter.add("world/2026/11/winter-gas", view=VIEW, client="192.0.2.7")


def test_the_next_one_finds_nothing_of_it():
    assert counter.add("world/2026/11/winter-gas", view=VIEW, client="192.0.2.7")
