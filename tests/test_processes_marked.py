"""What `make test-quick` leaves out is marked, and what is not marked starts nothing."""

import multiprocessing
import os
import subprocess
import sys

import pytest


def test_a_test_without_a_mark_starts_no_program() -> None:
    with pytest.raises(pytest.fail.Exception, match="mark it with `processes`"):
        subprocess.run([sys.executable, "-c", "pass"], check=False)


def test_a_test_without_a_mark_does_not_fork() -> None:
    with pytest.raises(pytest.fail.Exception, match="mark it with `processes`"):
        os.fork()


def test_a_test_without_a_mark_starts_no_python() -> None:
    with pytest.raises(pytest.fail.Exception, match="mark it with `processes`"):
        multiprocessing.get_context("spawn").Process(target=print).start()


@pytest.mark.processes
def test_a_test_with_a_mark_may() -> None:
    assert subprocess.run([sys.executable, "-c", "print(1)"], check=True, capture_output=True).stdout == b"1\n"
