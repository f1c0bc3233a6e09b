"""Start child processes that end when this process ends, even by SIGKILL."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from ..postgres.account import identity

_PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(ending: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send `ending` to this process when the thread that started it is gone.

    Linux only. Elsewhere nothing happens: a child whose parent is killed with SIGKILL stays until it is
    stopped at the next start.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(ending))


def set_process_name(name: str) -> None:
    """Set the name that `ps` and `top` show, at most 15 characters. Linux only."""
    if _libc is not None:
        _libc.prctl(_PR_SET_NAME, name.encode())


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    account: pwd.struct_passwd | None = None,
    ending: signal.Signals = signal.SIGTERM,
    output: int | IO[bytes] | None = None,
    in_terminal: bool = False,
) -> subprocess.Popen[bytes]:
    """Start `command`, which receives `ending` if we are killed.

    With `account` (root only) it runs as that account. It leads a process group without a
    terminal, so that Ctrl-C reaches only us and we decide the order of stopping; `in_terminal` keeps it in
    ours, to ask questions. `output` takes both stdout and stderr. Raises OSError as `subprocess.Popen` does.
    """
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=None if in_terminal else subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        process_group=None if in_terminal else 0,
        preexec_fn=_tie_to(os.getpid(), ending),
        **identity(account),
    )


def _tie_to(parent: int, ending: signal.Signals) -> Callable[[], None]:
    # Python calls this between setuid, which would clear the request, and exec. It is safe in one thread, as we are.
    def tie() -> None:
        end_with_parent(ending)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return tie
