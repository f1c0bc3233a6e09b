"""A whole paper run as `make run` runs it, from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from newsroom.runtime.data_directory import CHECKOUT
from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from newsroom.runtime.process import forked

MakeServer = Callable[[Path], EmbeddedPostgres]

# How the parts of a paper that runs are called.
WEB, WORKER = (
    ("newsroom web", "newsroom worker") if forked.POSSIBLE else ("newsroom.runtime.web_server", "manage.py worker")
)
DATABASE = "bin/postgres"

PATIENCE = 300.0  # seconds that a busy machine may take for anything here

ANSWERS = {
    "DEMO": "0",
    "NEWSROOM_PAPER_NAME": "The Breakwater",
    "NEWSROOM_ADMIN_USERNAME": "ines",
    "NEWSROOM_ADMIN_EMAIL": "ines@example.org",
    "NEWSROOM_ADMIN_PASSWORD": "a-passphrase-for-tests",
}


def environment(data: Path, **given: str) -> dict[str, str]:
    """Return the environment of an operator who has set `given` and nothing else of ours."""
    ours = ("NEWSROOM_", "DJANGO_", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "HOST", "PORT", "DEMO")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | ANSWERS | {"NEWSROOM_DATA": str(data)} | given


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def manage(data: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a management command with the database at hand, and return what it said."""
    command = [sys.executable, "-m", "newsroom.runtime.with_database", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment(data, **given), capture_output=True, text=True)


class RunningPaper:
    """`make run` on the data directory `data`; `given` is set in its environment."""

    def __init__(self, data: Path, **given: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsroom.runtime.run"],
            cwd=CHECKOUT,
            env=environment(data, **given),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(line.rstrip() for line in self.process.stdout)

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def site(self) -> str:
        """Its address, as it printed it."""
        return next(line.split()[1] for line in self.lines if line.startswith("  Site")).rstrip("/")

    def wait_until_running(self) -> None:
        """Return when it says that it runs; fail with what it said instead."""
        wait_until(lambda: "is running" in self.output or self.process.poll() is not None)
        assert "is running" in self.output, self.output

    def wait_for_end(self) -> int:
        """Return its exit code when it has ended by itself and all it said is in `lines`."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def stop(self) -> int:
        """Press Ctrl-C, unless it has ended; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.wait_for_end()

    def kill_everything(self) -> None:
        """Kill all of its processes with SIGKILL, at once."""
        everything = [psutil.Process(self.process.pid), *self.children()]
        for process in everything:
            process.suspend()  # so that none has time to tidy up
        for process in everything:
            process.kill()
        psutil.wait_procs(everything, PATIENCE)
        self.wait_for_end()

    def children(self, called: str = "") -> list[psutil.Process]:
        """Return its processes, at any depth, whose name or command line contains `called`, oldest first."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if called in " ".join([process.name(), "", *process.cmdline()]):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def readiness(self) -> tuple[int, dict[str, str]]:
        """Return what /readyz answers: its status, 0 if nothing answers, and the state of each part."""
        connection = HTTPConnection(urlsplit(self.site).netloc, timeout=10)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            parts = json.load(answer)
            parts.pop("pages")  # figures of the page cache
            return answer.status, parts
        except (OSError, HTTPException):  # an answer that was cut off, when a web process was killed, is none
            return 0, {}
        finally:
            connection.close()


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail if it does not within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """Tell whether the process `pid` is there and not merely waiting to be buried."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state) and not state.startswith("Z")
