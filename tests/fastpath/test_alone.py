"""The package stands alone: a project with nothing else of ours uses all of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).parents[2]
PAGE = "<h1>Alone 1</h1><ul><li>MILK &amp; BREAD</li></ul>"

pytestmark = pytest.mark.processes


@pytest.fixture
def empty_database() -> Iterator[dict[str, str]]:
    """Connection parameters of a database with nothing in it."""
    given = {name: str(value) for name, value in conninfo_to_dict(os.environ["DATABASE_URL"]).items()}
    name = f"alone_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield given | {"dbname": name}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("fastpath", ["1", "0"])
def test_another_project_uses_it_without_anything_else_of_ours(
    empty_database: dict[str, str], tmp_path: Path, fastpath: str
) -> None:
    shutil.copytree(ROOT / "fastpath", tmp_path / "fastpath")
    shutil.copytree(Path(__file__).parent / "alone", tmp_path / "alone")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "NEWSROOM"))}
    done = subprocess.run(
        [sys.executable, "-m", "alone.check", *(empty_database[name] for name in ("host", "dbname", "user"))],
        cwd=tmp_path,
        env=inherited
        | {"PYTHONPATH": str(tmp_path), "FASTPATH": fastpath, "PGPASSWORD": empty_database.get("password", "")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "".join(done.stdout.split("\n")) == PAGE
