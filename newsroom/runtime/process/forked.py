"""Processes that part from ours (fork) and share the memory of all that we had loaded by then."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from .child import call_us, end_with_parent

POSSIBLE = sys.platform == "linux"  # libraries of macOS do not survive it


class Part:
    """A process that does `work` and ends; looked after as a `subprocess.Popen` is.

    Like a program that `child.spawn` starts it leads a process group of its own, has nothing of ours open, writes
    stdout and stderr into our `stdout`, and receives `ending` should we be killed. Only for a process of one thread,
    and without connections: none would work on the other side. Raises OSError if the system has no room for it.
    """

    def __init__(self, name: str, work: Callable[[], None], ending: signal.Signals = signal.SIGTERM) -> None:
        ours, its = os.pipe()
        # A signal that comes while it is still half ours would be taken for one to us, and lost.
        with _signals_held_back() as former:
            self._process = multiprocessing.get_context("fork").Process(
                target=_live, args=(name, work, its, ending, os.getpid(), former), name=name
            )
            try:
                self._process.start()
            except OSError:
                os.close(ours)
                raise
            finally:
                os.close(its)
        self.pid = self._process.pid or 0
        self.stdout: IO[bytes] | None = os.fdopen(ours, "rb", buffering=0)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or the negative number of the signal that ended it; None while it runs."""
        self.returncode = self._process.exitcode
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without asking."""
        self.send_signal(signal.SIGKILL)


@contextmanager
def _signals_held_back() -> Iterator[set[int]]:
    """Let signals wait until the end of the block; yields those that waited before it, too."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield {int(number) for number in former}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _live(
    name: str,
    work: Callable[[], None],
    output: int,
    ending: signal.Signals,
    parent: int,
    held_back: set[int],
) -> None:
    """In the new process: become what a program is at its start, and do `work`."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setpgid(0, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    _close_all_but_standard_streams()  # a lock that we hold would be held by it, too
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a line is passed on when it is written
    call_us(f"newsroom {name}")
    end_with_parent(ending)
    if os.getppid() != parent:  # it died before we asked
        return
    signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
    work()


def _close_all_but_standard_streams() -> None:
    for entry in list(Path("/proc/self/fd").iterdir()):
        if int(entry.name) > 2:
            with suppress(OSError):  # the one that listed them
                os.close(int(entry.name))
