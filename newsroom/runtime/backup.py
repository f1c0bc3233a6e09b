"""A whole paper in one file: its database as SQL, its media, and the demo's log-ins if it has them.

The file is a ZIP. `manifest.json` says what it is, `database.sql` is what `pg_dump` wrote and `psql` can read, and
`media/` holds the pictures. Only its owner may read it, for it holds readers' addresses. The secret key is not in it.
"""

import json
import shutil
import tempfile
import time
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .data_directory import atomic_write
from .postgres.clients import client
from .postgres.connection import connect
from .problem import Problem, plainly

FORMAT = 1
MANIFEST, SQL, MEDIA, STAFF = "manifest.json", "database.sql", "media", "demo-staff.json"
BYE = 3.0  # seconds in which connections that just closed may still be listed


@dataclass(frozen=True)
class Stores:
    """The places of everything that a backup holds."""

    url: str
    """DATABASE_URL of its database."""
    data: Path
    media: Path | None
    """The folder of its media; None if they are elsewhere than on this machine."""


def back_up(stores: Stores, file: Path) -> None:
    """Write everything in `stores` to `file`, which appears when it is complete. The site may run meanwhile.

    The database comes first, as it is at one moment: a picture that arrives later does no harm, and none that the
    database speaks of is missing. Raises Problem if `file` exists or cannot be written.
    """
    if file.exists():
        raise Problem(f"{file} exists already; name another file.")
    manifest = {"newsroom_backup": FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    with (
        plainly("write the backup"),
        atomic_write(file) as unfinished,
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive,
    ):
        archive.writestr(MANIFEST, json.dumps(manifest))
        with (
            archive.open(SQL, "w", force_zip64=True) as sql,
            client("pg_dump", "--no-owner", "--no-privileges", "--no-comments", url=stores.url) as output,
        ):
            shutil.copyfileobj(output, sql)
        if (stores.data / STAFF).exists():
            archive.write(stores.data / STAFF, STAFF)
        if stores.media is not None:
            _add_files(archive, stores.media)


def restore(stores: Stores, file: Path, *, force: bool = False) -> None:
    """Replace everything in `stores` by what `file` holds: all of it, or nothing if anything is wrong.

    The database is then as old as the backup; migrating it is the caller's. Raises Problem if `file` is not a
    complete backup, if a site is running, or, without `force`, if there is something that would be lost.
    """
    with plainly("read the backup"):
        _check(file)
    _refuse_running_site(stores.url)
    if not force and (_has_tables(stores.url) or (stores.media and _entries(stores.media))):
        raise Problem("There is a paper here already, which would be lost; FORCE=1 means it. Nothing was changed.")
    folder = stores.media or stores.data
    with plainly("write what the backup holds"), zipfile.ZipFile(file) as archive:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder) as temporary:
            pictures = [name for name in archive.namelist() if name.startswith(f"{MEDIA}/")] if stores.media else []
            archive.extractall(temporary, pictures)
            _load(stores.url, archive)
            if stores.media:
                _replace_entries(stores.media, Path(temporary) / MEDIA)
        _replace_staff_file(stores.data / STAFF, archive)


def _add_files(archive: zipfile.ZipFile, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with suppress(FileNotFoundError):  # deleted meanwhile
                archive.write(path, f"{MEDIA}/{path.relative_to(folder)}", zipfile.ZIP_STORED)


def _check(file: Path) -> None:
    """Read all of `file`. Raises Problem unless it is a backup of ours and every byte is as it was written."""
    try:
        with zipfile.ZipFile(file) as archive:
            whole = json.loads(archive.read(MANIFEST))["newsroom_backup"] == FORMAT and archive.testzip() is None
            archive.getinfo(SQL)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        raise Problem(f"{file} is not a Newsroom backup, or is damaged. Nothing was changed.")


def _refuse_running_site(url: str) -> None:
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + BYE
    with connect(url) as connection:
        connection.autocommit = True
        while (row := connection.execute(others).fetchone()) and row[0]:
            if time.monotonic() > deadline:
                raise Problem(
                    f"The site is running ({row[0]} database connections): stop it first. Nothing was changed."
                )
            time.sleep(0.1)


def _has_tables(url: str) -> bool:
    with connect(url) as connection:
        return connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone() is not None


def _load(url: str, archive: zipfile.ZipFile) -> None:
    """Put the backup's database in place of the one at `url`, in one transaction."""
    full = _has_tables(url)
    with (
        archive.open(SQL) as sql,
        client("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", url=url, reads=True) as script,
    ):
        # Not psql's own --single-transaction: that would commit what came so far if we were killed half-way.
        script.write(b"BEGIN;\n")
        if full:
            script.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        # pg_dump writes this among its first lines; servers before PostgreSQL 17 do not know it.
        script.write(sql.read(4096).replace(b"SET transaction_timeout = 0;\n", b""))
        shutil.copyfileobj(sql, script)
        script.write(b"COMMIT;\n")


def _entries(folder: Path) -> list[Path]:
    """Return what is in `folder`, without our own traces, whose names begin with a dot."""
    return [entry for entry in folder.iterdir() if not entry.name.startswith(".")] if folder.exists() else []


def _replace_entries(folder: Path, new: Path) -> None:
    """Put what is in `new` in place of what is in `folder`, which itself stays: it may be a mount."""
    with tempfile.TemporaryDirectory(prefix=".replaced-", dir=folder) as replaced:
        for entry in _entries(folder):
            entry.rename(Path(replaced) / entry.name)
        for entry in _entries(new):
            entry.rename(folder / entry.name)


def _replace_staff_file(file: Path, archive: zipfile.ZipFile) -> None:
    """Put the log-ins of the backup's demo, if it has them, in place of those of the paper that is gone."""
    file.unlink(missing_ok=True)
    if STAFF in archive.namelist():
        with atomic_write(file) as stream:
            stream.write(archive.read(STAFF))
