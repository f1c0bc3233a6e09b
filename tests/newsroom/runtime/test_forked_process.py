"""Parts of a program (forks): looked after as programs are, with nothing in common but memory."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from newsroom.runtime.data_directory import CHECKOUT
from newsroom.runtime.process import forked

from .paper import PATIENCE, is_alive, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not forked.POSSIBLE, reason="here every part is a program of its own"),
]

SUPERVISED = """
import os, signal, sys, time
from pathlib import Path
from newsroom.runtime.process.supervisor import Program, Supervisor
from newsroom.runtime.terminal import say

LOADED = "loaded before"

def work():
    {work}

with Supervisor(say) as supervisor:
    supervisor.start(Program("worker", ["/no/such/program"], {{}}, Path("."), work=work))
    supervisor.serve()
"""
STAYS = "print(os.getpid(), LOADED); time.sleep(600)"


class Supervised:
    """A program, in a process of one thread as `make run` is one, that keeps a part doing `work` running."""

    def __init__(self, work: str, said: Path) -> None:
        self._said = said
        with said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SUPERVISED.format(work=work)], cwd=CHECKOUT, stdout=output, stderr=output
            )

    def lines(self, of: str = "worker") -> list[str]:
        """Return what the part, or somebody else, has said."""
        said = [line.partition("│") for line in self._said.read_text().splitlines()]
        return [line.strip() for name, _, line in said if name.strip() == of]

    def pids(self) -> list[int]:
        """Return those that each life of the part has said."""
        return [int(line.split()[0]) for line in self.lines()]

    def stop(self) -> int:
        """End it as the end of its terminal would; returns its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


@pytest.fixture
def said(tmp_path: Path) -> Path:
    return tmp_path / "said"


def test_it_has_what_was_loaded_and_speaks_under_its_name(said: Path) -> None:
    run = Supervised(STAYS, said)
    wait_until(lambda: bool(run.lines()))
    assert run.lines()[0].endswith("loaded before")
    assert psutil.Process(run.pids()[0]).name() == "newsroom worker"
    assert run.stop() == 0
    assert not is_alive(run.pids()[0])


def test_one_that_is_killed_is_there_again(said: Path) -> None:
    run = Supervised(STAYS, said)
    wait_until(lambda: len(run.lines()) == 1)
    os.kill(run.pids()[0], signal.SIGKILL)
    wait_until(lambda: len(run.lines()) == 2)
    assert run.lines("newsroom")[0].startswith("worker was ended by SIGKILL")
    run.stop()


@pytest.mark.parametrize(
    ("work", "how"), [("sys.exit(3)", "exit code 3"), ("return", "exit code 0"), ("1 / 0", "exit code 1")]
)
def test_one_that_ends_is_there_again_and_why_is_told(said: Path, work: str, how: str) -> None:
    run = Supervised(f"print(os.getpid()); {work}", said)
    wait_until(lambda: len(run.lines("newsroom")) == 2)
    run.stop()
    assert run.lines("newsroom")[0].startswith(f"worker ended with {how}")
    assert any("ZeroDivisionError" in line for line in run.lines()) == (work == "1 / 0")


def test_it_does_not_outlive_a_program_that_is_killed(said: Path) -> None:
    run = Supervised(STAYS, said)
    wait_until(lambda: bool(run.lines()))
    run.process.kill()
    run.process.wait(PATIENCE)
    wait_until(lambda: not is_alive(run.pids()[0]))


def test_signals_mean_to_it_what_they_mean_to_any_program(said: Path) -> None:
    run = Supervised("print(os.getpid()); os.kill(os.getpid(), signal.SIGTERM); time.sleep(600)", said)
    wait_until(lambda: len(run.lines()) == 2)
    assert run.lines("newsroom")[0].startswith("worker was ended by SIGTERM")
    assert run.process.poll() is None
    run.stop()


def test_it_holds_nothing_open_that_the_program_has(said: Path) -> None:
    run = Supervised('print(os.getpid(), *sorted(os.listdir("/proc/self/fd"))); time.sleep(600)', said)
    wait_until(lambda: bool(run.lines()))
    assert run.lines()[0].split()[1:] == ["0", "1", "2", "3"]  # the last is the list itself
    run.stop()
