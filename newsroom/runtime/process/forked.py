"""Fork processes that share the memory of everything loaded so far."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from .child import end_with_parent, set_process_name

POSSIBLE = sys.platform == "linux"  # libraries of macOS do not survive it


class ForkedProcess:
    """A forked process that calls `work` and ends, with the interface of `subprocess.Popen`.

    Like a program started by `child.spawn` it leads its own process group, has none of our files open, writes stdout
    and stderr into `stdout`, and receives `ending` if we are killed. Fork only from a process with one thread and no
    connections: neither survives a fork. Raises OSError if the system refuses.
    """

    def __init__(self, name: str, work: Callable[[], None], ending: signal.Signals = signal.SIGTERM) -> None:
        ours, its = os.pipe()
        # A signal that comes before the child has its own handlers would run ours, and be lost.
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
    """Block signals until the end of the block; yield the set that was blocked before."""
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
    """Reset the new process to the state of a program at its start, and call `work`."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setpgid(0, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    _close_all_but_standard_streams()  # else it would hold our file locks, too
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a line is passed on when it is written
    set_process_name(f"newsroom {name}")
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
