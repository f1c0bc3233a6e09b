"""Errors that the operator can put right, each told in one line."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something the operator can put right. Its text is the one plain line that they read: no traceback."""


@contextmanager
def plainly(task: str) -> Iterator[None]:
    """Turn an OSError raised while doing `task` ("make the data directory") into a Problem that names the task."""
    try:
        yield
    except OSError as error:
        raise Problem(f"Cannot {task}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """Return in words why the system refused, with the path where there is one."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full."
    words = (error.strerror or str(error)).rstrip(".")
    return f"{words}: {error.filename}" if error.filename else f"{words}."


def last_words(output: str) -> str:
    """Return what in the `output` of a PostgreSQL program that failed says why, in one line."""
    if re.search("No space left on device|Check free disk space", output):
        return "the disk is full."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"(?i)\b(error|fatal|panic):", line)]
    return (telling or lines or ["it said nothing."])[0]
