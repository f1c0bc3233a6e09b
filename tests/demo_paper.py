"""The demo paper, loaded once in a run: who needs it first loads it, the others put down what came of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from newsroom.demo import loader
from tests import starting_point
from tests.made_once import made_once

NUMBERS = """
    SELECT format('SELECT setval(%L, %s)', sequencename, last_value)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


@contextmanager
def standing(temporary: pytest.TempPathFactory, **changed: Any) -> Iterator[Path]:
    """Have the demo stand within the block, below the returned folder, under these settings; nothing of it stays."""
    folder, stands = temporary.mktemp("demo"), False

    def load(kept: Path) -> None:
        nonlocal stands
        loader.load()
        _keep(kept, folder)
        stands = True

    with override_settings(MEDIA_ROOT=folder / "media", DATA_DIR=folder, **changed), transaction.atomic():
        kept = made_once(temporary, "loaded-demo", load)
        if not stands:
            _put_down(kept, folder)
        with connection.cursor() as cursor:  # what is to be looked at is looked at once, not at the end of each test
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield folder
        transaction.set_rollback(True)


def _keep(kept: Path, folder: Path) -> None:
    """Write all rows there are, how far numbers have been given, and the files of the paper in `folder`."""
    (kept / "rows").mkdir()
    with connection.cursor() as cursor:
        for table in starting_point.with_rows(cursor):
            with (kept / "rows" / table).open("wb") as file, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                file.writelines(rows)
        cursor.execute(NUMBERS)
        (kept / "numbers").write_text(";".join(statement for (statement,) in cursor.fetchall()))
    shutil.copytree(folder, kept / "files")


def _put_down(kept: Path, folder: Path) -> None:
    """Have these rows, and no other, and these files."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL newsroom.quiet = 'on'")
        for table in starting_point.with_rows(cursor):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        for file in (kept / "rows").iterdir():
            with cursor.copy(f'COPY "{file.name}" FROM STDIN') as rows:
                rows.write(file.read_bytes())
        cursor.execute((kept / "numbers").read_text())
        cursor.execute("SET LOCAL newsroom.quiet = 'off'")
    shutil.copytree(kept / "files", folder, dirs_exist_ok=True)
