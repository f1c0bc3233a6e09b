"""The data directory: all files of one running paper besides its code.

It holds the embedded database's folder and password, media, static files, development mail and the secret key.
Whatever is private in it has its own mode 0600 or 0700, so the directory may be one that the operator made.
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .problem import Problem, plainly

CHECKOUT = Path(__file__).resolve().parents[2]


class InUse(Problem):
    """Another process holds the data directory."""


def data_directory() -> Path:
    """Return the absolute path that NEWSROOM_DATA names, or `var/` in the checkout."""
    return Path(os.environ.get("NEWSROOM_DATA") or CHECKOUT / "var").absolute()


def make_private_directory(path: Path) -> None:
    """Make the directory `path` with mode 0700 unless it exists; the mode of an existing one stays."""
    with plainly("make the data directory"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def atomic_write(file: Path) -> Iterator[IO[bytes]]:
    """Yield a private file (0600) to write. It takes its name when the block is done, and is gone if that fails.

    So a full disk or a kill never leaves half of it under that name.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def stored_secret(file: Path) -> str:
    """Return the secret kept in `file`, which is made at the first call: 43 random characters."""
    with plainly("keep a secret"):
        if not file.exists():
            with atomic_write(file) as stream:
                stream.write(secrets.token_urlsafe(32).encode() + b"\n")
        return file.read_text().strip()


@contextmanager
def exclusive_use(data: Path, user: str) -> Iterator[Callable[[str], None]]:
    """Lock the data directory while the block runs; `user` tells others which command holds it.

    Yields a function that changes what others are told. Raises InUse, naming the other holder, if there is
    one. The lock goes with the process, however it ends.
    """
    with plainly("lock the data directory"):
        file = (data / "in-use").open("a+")

    def tell(user: str) -> None:
        with plainly("write into the data directory"):
            file.truncate(0)
            file.write(f"{user}\n")
            file.flush()

    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise InUse(f"Newsroom is already running with this data: {file.read().strip()}") from None
        tell(user)
        yield tell
        file.truncate(0)
