"""Keeps programs running: passes on what they say, starts them again however they end, and stops them in order.

One thread and one `select`: nothing happens here but a line of output, the end of a child, a signal or a due restart.
"""

import os
import pwd
import selectors
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Protocol, Self, cast

from ..problem import Problem, reason
from .child import spawn
from .forked import POSSIBLE, ForkedProcess

FIRST_DELAY = 0.2  # seconds before a restart, doubled at each failure …
LONGEST_DELAY = 4.0  # … up to this
HEALTHY_AFTER = 15.0  # seconds of running after which earlier failures are forgotten
PATIENCE = 15.0  # seconds that a program has to stop before it is killed
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Exception):
    """A signal asked us to end."""


class Process(Protocol):
    """The interface that `subprocess.Popen` and `ForkedProcess` share."""

    pid: int

    @property
    def stdout(self) -> IO[bytes] | None:
        """The stream of its output."""

    @property
    def returncode(self) -> int | None:
        """As `poll()` last said."""

    def poll(self) -> int | None:
        """Return its exit code, negative for a signal; None while it runs."""

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""

    def kill(self) -> None:
        """End it without asking."""


@dataclass(frozen=True)
class Program:
    """A program to keep running: its command, environment and restart policy."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    account: pwd.struct_passwd | None = None
    ending: signal.Signals = signal.SIGTERM
    others_need_it: bool = False
    """It stops after all the others have."""
    before: Callable[[], None] = lambda: None
    """Called before each start; may raise OSError or Problem, which counts as a failed start."""
    work: Callable[[], None] | None = None
    """A function that does the same as `command`; where fork is possible, a forked process calls it."""

    def begin(self) -> Process:
        """Start it once. Raises OSError."""
        if self.work is not None and POSSIBLE:
            return ForkedProcess(self.name, self.work, self.ending)
        return spawn(
            self.command,
            env=self.env,
            cwd=self.cwd,
            account=self.account,
            ending=self.ending,
            output=subprocess.PIPE,
        )


class Supervisor:
    """Runs programs inside a `with` block, and stops them all at its end.

    `say(name, line)` receives every line that a program writes, and under the name "newsroom" our own.
    """

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._ending = False

    def start(self, program: Program) -> "Child":
        """Start `program` and keep it running from now on."""
        child = Child(program, self._selector, self._say)
        self._children.append(child)
        child.start()
        return child

    def wait_until(self, condition: Callable[[], bool], timeout: float = float("inf")) -> bool:
        """Look after the programs until `condition` holds or `timeout` seconds are over; return which it was.

        Raises Ended when a signal asks us to end.
        """
        deadline = time.monotonic() + timeout
        while not condition():
            if self._ending:
                raise Ended
            if time.monotonic() > deadline:
                return False
            self._attend(0.1)
        return True

    def serve(self) -> None:
        """Look after the programs until a signal asks us to end, and return then."""
        while not self._ending:
            self._attend(60)

    def run(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> int:
        """Run `command` once in our terminal, where it may ask questions; return its exit code.

        Raises Ended when a signal asks us to end meanwhile; the command has ended then, too.
        """
        process = spawn(command, env=env, cwd=cwd, in_terminal=True)
        self.wait_until(lambda: self._ending or process.poll() is not None)
        if self._ending:
            process.terminate()
            process.wait()
            raise Ended
        return process.returncode

    def stop(self) -> None:
        """Stop all programs, those that others need last. A further signal meanwhile ends the patience."""
        self._ending = False
        for last in (False, True):
            children = [child for child in self._children if child.program.others_need_it is last]
            for child in children:
                child.stop()
            deadline = time.monotonic() + PATIENCE
            while any(child.is_running() for child in children):
                if self._ending or time.monotonic() > deadline:
                    for child in children:
                        child.kill()
                self._attend(0.1)
        self._children.clear()

    def __enter__(self) -> Self:
        self._awake, wake = socket.socketpair()
        self._awake.setblocking(False)
        wake.setblocking(False)
        self._selector.register(self._awake, selectors.EVENT_READ)
        # A signal interrupts `select` only through this descriptor. SIGCHLD does so too: no end goes unnoticed.
        self._wake = wake
        self._former_descriptor = signal.set_wakeup_fd(wake.fileno())
        self._former_handlers = {
            ending: signal.signal(ending, self._note_ending)
            for ending in ENDINGS
            if signal.getsignal(ending) is not signal.SIG_IGN  # `nohup make run` means it
        }
        self._former_handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        for number, handler in self._former_handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_descriptor)
        self._selector.close()
        self._awake.close()
        self._wake.close()

    def _note_ending(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def _attend(self, longest: float) -> None:
        """Wait for something to happen, at most `longest` seconds, and see to it."""
        now = time.monotonic()
        due = [child.starts_at - now for child in self._children if child.starts_at is not None]
        for key, _ in self._selector.select(max(0, min([longest, *due]))):
            if key.data is None:
                with suppress(BlockingIOError):
                    self._awake.recv(4096)
            else:
                key.data.pass_on()
        for child in self._children:
            child.attend()


class Child:
    """A program with its process, or with the moment of its next start.

    `failures` counts how often in a row it ended soon after its start; `said` holds its last lines.
    """

    def __init__(self, program: Program, selector: selectors.BaseSelector, say: Callable[[str, str], None]) -> None:
        self.program = program
        self.failures = 0
        self.said: deque[str] = deque(maxlen=10)
        self.starts_at: float | None = None
        self._selector = selector
        self._say = say
        self._process: Process | None = None
        self._output: IO[bytes]
        self._started_at = 0.0
        self._stopping = False
        self._rest = b""

    def is_running(self) -> bool:
        """Tell whether there is a process that has not been cleared away."""
        return self._process is not None

    def start(self) -> None:
        """Start the process, or try again later."""
        self.starts_at = None
        self._started_at = time.monotonic()
        try:
            self.program.before()
            self._process = self.program.begin()
        except Problem as problem:
            self._start_again(f"cannot start: {problem}")
        except OSError as error:
            self._start_again(f"cannot start: {reason(error)}")
        else:
            self._output = cast(IO[bytes], self._process.stdout)
            os.set_blocking(self._output.fileno(), False)
            self._selector.register(self._output, selectors.EVENT_READ, self)

    def attend(self) -> None:
        """See whether the process has ended, and whether the next start is due."""
        if self._process is not None and self._process.poll() is not None:
            self._clear_away(self._process)
            if not self._stopping:
                self._start_again(_how_it_ended(self._process.returncode or 0))
            self._process = None
        elif self.starts_at is not None and time.monotonic() >= self.starts_at:
            self.start()

    def pass_on(self) -> None:
        """Pass on the lines that have come."""
        while chunk := self._read():
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                self._pass_on_line(line)

    def stop(self) -> None:
        """Ask the process to end, and do not start it again."""
        self._stopping = True
        self.starts_at = None
        if self._process is not None:
            self._process.send_signal(self.program.ending)

    def kill(self) -> None:
        """End the process without asking."""
        if self._process is not None:
            self._process.kill()

    def _pass_on_line(self, line: bytes) -> None:
        self.said.append(line.decode(errors="replace").rstrip())
        self._say(self.program.name, self.said[-1])

    def _read(self) -> bytes:
        """Return what the process has written since; nothing if there is nothing now."""
        try:
            chunk = os.read(self._output.fileno(), 65_536)
        except BlockingIOError:
            return b""
        if not chunk:  # it closed its output, and would wake us for ever
            with suppress(KeyError):
                self._selector.unregister(self._output)
        return chunk

    def _clear_away(self, process: Process) -> None:
        # A killed program may leave processes of its own, which would go on holding its port.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self.pass_on()
        if self._rest:
            self._pass_on_line(self._rest)
            self._rest = b""
        with suppress(KeyError):
            self._selector.unregister(self._output)
        self._output.close()

    def _start_again(self, why: str) -> None:
        now = time.monotonic()
        healthy = now - self._started_at > HEALTHY_AFTER
        self.failures = 0 if healthy else self.failures + 1
        delay = min(FIRST_DELAY * 2**self.failures, LONGEST_DELAY)
        self.starts_at = now + delay
        self._say("newsroom", f"{self.program.name} {why}; starting it again in {delay:.1f} s")


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
