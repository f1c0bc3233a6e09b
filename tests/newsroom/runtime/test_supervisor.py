"""The supervisor brings back whatever ends, passes on what is said, and stops everything in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom.runtime.process import supervisor
from newsroom.runtime.process.supervisor import Ended, Program, Supervisor

from .paper import is_alive

pytestmark = pytest.mark.processes

PATIENCE = 30.0  # seconds that a busy machine may take for anything here


class Lines(list[tuple[str, str]]):
    """What programs and supervisor said."""

    def __call__(self, name: str, line: str) -> None:
        self.append((name, line))

    def of(self, name: str) -> list[str]:
        return [line for speaker, line in self if speaker == name]

    def has(self, name: str, number: int = 1) -> Callable[[], bool]:
        """Return a condition: `name` has said `number` lines."""
        return lambda: len(self.of(name)) >= number


@pytest.fixture
def lines() -> Lines:
    return Lines()


def python(name: str, code: str, **options: object) -> Program:
    """Return a program that runs `code`."""
    command = [sys.executable, "-u", "-c", code]
    return Program(name, command, os.environ, Path.cwd(), **options)  # type: ignore[arg-type]


SAYS_ITS_PID_AND_STAYS = "import os, time; print(os.getpid()); time.sleep(600)"
CARRIES_ON = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"


@pytest.mark.parametrize("code", ["print('here')", "print('here'); raise SystemExit(3)"])
def test_a_program_that_ends_is_started_again_whatever_its_exit_code(lines: Lines, code: str) -> None:
    with Supervisor(lines) as run:
        run.start(python("worker", code))
        assert run.wait_until(lines.has("worker", 3), PATIENCE)
    assert set(lines.of("worker")) == {"here"}


def test_a_program_that_is_killed_is_started_again(lines: Lines) -> None:
    with Supervisor(lines) as run:
        run.start(python("web", SAYS_ITS_PID_AND_STAYS))
        assert run.wait_until(lines.has("web"), PATIENCE)
        os.kill(int(lines.of("web")[0]), signal.SIGKILL)
        assert run.wait_until(lines.has("web", 2), PATIENCE)
    assert "SIGKILL" in lines.of("newsroom")[0]


def test_each_failure_in_a_row_makes_it_wait_longer_up_to_a_few_seconds(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.1)
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.5)
    with Supervisor(lines) as run:
        run.start(python("worker", "raise SystemExit(1)"))
        started = time.monotonic()
        assert run.wait_until(lines.has("newsroom", 4), PATIENCE)
    assert [line.split()[-2] for line in lines.of("newsroom")] == ["0.2", "0.4", "0.5", "0.5"]
    assert time.monotonic() - started > 0.2 + 0.4 + 0.5


def test_a_healthy_spell_makes_up_for_earlier_failures(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "HEALTHY_AFTER", 0.0)
    with Supervisor(lines) as run:
        child = run.start(python("worker", "print('here')"))
        assert run.wait_until(lines.has("worker", 3), PATIENCE)
        assert child.failures == 0


def test_a_program_that_cannot_be_started_is_tried_again(lines: Lines, tmp_path: Path) -> None:
    with Supervisor(lines) as run:
        child = run.start(Program("worker", [str(tmp_path / "missing")], os.environ, tmp_path))
        assert run.wait_until(lambda: child.failures >= 2, PATIENCE)
    assert "No such file" in lines.of("newsroom")[0]


def test_what_a_killed_program_leaves_is_killed_before_the_next_start(lines: Lines) -> None:
    start = f"subprocess.Popen([sys.executable, '-uc', {SAYS_ITS_PID_AND_STAYS!r}])"
    code = f"import subprocess, sys, time; {start}; time.sleep(600)"
    with Supervisor(lines) as run:
        run.start(python("web", code))
        assert run.wait_until(lines.has("web"), PATIENCE)
        left = int(lines.of("web")[0])
        os.kill(os.getpgid(left), signal.SIGKILL)
        assert run.wait_until(lines.has("web", 2), PATIENCE)
        assert not is_alive(left)


def test_lines_are_passed_on_whole_even_a_last_one_without_an_end(lines: Lines) -> None:
    code = "import sys, time; sys.stdout.write('half '); time.sleep(0.2); sys.stdout.write('a line\\nthe rest')"
    with Supervisor(lines) as run:
        run.start(python("worker", code))
        run.wait_until(lines.has("newsroom"), PATIENCE)
    assert lines.of("worker")[:2] == ["half a line", "the rest"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_serving(lines: Lines, number: signal.Signals) -> None:
    code = f"import os; os.kill(os.getppid(), {int(number)}); import time; time.sleep(600)"
    with Supervisor(lines) as run:
        run.start(python("web", code))
        run.serve()


def test_a_signal_ends_waiting(lines: Lines) -> None:
    with Supervisor(lines) as run:
        run.start(python("web", f"import os, time; os.kill(os.getppid(), {int(signal.SIGTERM)}); time.sleep(600)"))
        with pytest.raises(Ended):
            run.wait_until(lambda: False, PATIENCE)


def test_what_the_others_need_stops_last(lines: Lines) -> None:
    code = "import signal, sys; print('up'); signal.sigwait([{number}]); print('down')"
    block = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [2, 15]);"
    with Supervisor(lines) as run:
        database = python("database", block + code.format(number=2), ending=signal.SIGINT, others_need_it=True)
        run.start(database)
        run.start(python("web", block + code.format(number=15)))
        run.start(python("worker", block + code.format(number=15)))
        assert run.wait_until(lambda: len([line for line in lines if line[1] == "up"]) == 3, PATIENCE)
    assert lines[-1] == ("database", "down")
    assert len([line for line in lines if line[1] == "down"]) == 3


def test_a_program_that_does_not_stop_is_killed_in_the_end(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.3)
    with Supervisor(lines) as run:
        run.start(python("web", CARRIES_ON))
        assert run.wait_until(lines.has("web"), PATIENCE)
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE


def test_a_second_signal_ends_the_patience(lines: Lines) -> None:
    with Supervisor(lines) as run:
        run.start(python("web", CARRIES_ON))
        assert run.wait_until(lines.has("web"), PATIENCE)
        subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"])
        started = time.monotonic()
    assert time.monotonic() - started < supervisor.PATIENCE


def test_a_command_runs_once_and_tells_how_it_went(lines: Lines) -> None:
    with Supervisor(lines) as run:
        assert run.run([sys.executable, "-c", "raise SystemExit(7)"], os.environ, Path.cwd()) == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_its_programs_end_when_it_is_killed() -> None:
    code = f"""
import os, sys
from pathlib import Path
from newsroom.runtime.process.supervisor import Program, Supervisor
with Supervisor(lambda name, line: print(line, flush=True)) as run:
    run.start(Program("web", [sys.executable, "-uc", {SAYS_ITS_PID_AND_STAYS!r}], os.environ, Path.cwd()))
    run.serve()
"""
    killed = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    pid = int(killed.stdout.readline())
    killed.kill()
    killed.wait()
    killed.stdout.close()
    deadline = time.monotonic() + PATIENCE
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(pid)
