"""Make the private directory of the embedded database's socket: access to it is access to the database."""

import hashlib
import os
import pwd
from pathlib import Path

from ..problem import Problem, plainly

SOCKET = ".s.PGSQL.5432"  # PostgreSQL's name for it
LONGEST_SOCKET_PATH = 103  # bytes: what macOS allows; Linux allows 107


def socket_directory(folder: Path) -> Path:
    """Return the socket's directory for a database in `folder`: in it, or in /tmp if that is too long."""
    beside = folder / "run"
    if len(os.fsencode(beside / SOCKET)) <= LONGEST_SOCKET_PATH:
        return beside
    # Not $TMPDIR: every process must arrive at the same address, whatever its environment.
    return Path("/tmp") / f"newsroom-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108 - checked below


def make_socket_directory(directory: Path, account: pwd.struct_passwd | None) -> None:
    """Make `directory`, 0700, for `account` or ourselves. Raises Problem if it exists and is not theirs alone."""
    with plainly("make the database's socket directory"):
        try:
            directory.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            if account is not None:
                os.chown(directory, account.pw_uid, account.pw_gid, follow_symlinks=False)
        found = directory.lstat()
    owner = os.geteuid() if account is None else account.pw_uid
    if directory.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise Problem(f"{directory} is not ours alone, so the database's socket cannot lie there: remove it.")
