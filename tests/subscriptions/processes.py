"""Forked processes with their own database connections, which tests end by SIGKILL."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from django.db import connection, connections

from outbox import transports


def kill_myself() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def fork(work: Callable[[], object]) -> int:
    """Do `work` in a new process that shares nothing with this one but files and the database; returns its pid."""
    connection.close()  # or both would talk over one socket
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        connections.close_all()
        transports._of_thread.__dict__.clear()
        work()
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)


def wait_for(pid: int) -> int:
    """Return how the process ended: its exit code, or minus the number of the signal that killed it."""
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def run(work: Callable[[], object]) -> int:
    """Do `work` in a process of its own and wait for it; returns how it ended."""
    return wait_for(fork(work))
