"""`pg_dump` and `psql`: which of them to take for a database, and how to run them on it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from ..problem import Problem, last_words
from . import binaries
from .connection import connect, major_version


@contextmanager
def client(name: str, *arguments: str, url: str, reads: bool = False) -> Iterator[IO[bytes]]:
    """Run the PostgreSQL program `name` on the database at `url`; yield its output, or what it `reads`.

    Raises Problem at the end if it failed, in its own words. Should the block fail, the program is killed:
    it has not done, and must not finish, what it was to do.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [_path(name, url), *arguments],
            env=_environment(url),
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
            stderr=complaints,
        )
        stream = cast(IO[bytes], process.stdin if reads else process.stdout)
        try:
            with stream:
                yield stream
        except BrokenPipeError:
            pass  # it gave up, and says why
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode != 0:
            complaints.seek(0)
            raise Problem(f"{name} failed: {last_words(complaints.read().decode(errors='replace'))}")


def _path(name: str, url: str) -> str:
    """Return where the program is that can talk to the server at `url`.

    That is the one we bring, unless the server is newer or wants TLS, which ours does not speak: then the one on PATH.
    """
    with connect(url) as connection:
        major, encrypted = major_version(connection), connection.pgconn.ssl_in_use
    if not encrypted and int(binaries.version().split(".")[0]) >= major:
        return str(binaries.installed() / "bin" / name)
    path = shutil.which(name)
    if path is None:
        raise Problem(f"This database needs the {name} of PostgreSQL {major} or newer on PATH.")
    return path


def _environment(url: str) -> dict[str, str]:
    """Return an environment that leads to `url`. On the command line anybody could read the password."""
    variables = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    given = {variables[name]: str(value) for name, value in conninfo_to_dict(url).items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {variable.decode(): value for variable, value in given.items() if variable}
