"""Fails a test that starts a process and is not marked so: `make test-quick` is to leave it out."""

import os
import subprocess
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = {"git"}  # they end at once


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch over a test and the fixtures that are made for it."""
    if item.get_closest_marker("processes") or item.get_closest_marker("browser"):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        watch(patch)
        return (yield)


def watch(patch: pytest.MonkeyPatch) -> None:
    """Refuse to start processes."""
    start = subprocess.Popen.__init__

    def refuse_to_start(process: Any, arguments: Any, *others: Any, **options: Any) -> None:
        if not isinstance(arguments, str) and Path(arguments[0]).name in PROGRAMS:
            return start(process, arguments, *others, **options)
        process._child_created, process.returncode = False, None  # what ends it asks
        return pytest.fail(f"This test starts {arguments}: mark it with `processes`.")

    def refuse_to_fork(*_arguments: Any) -> None:
        pytest.fail("This test starts a process: mark it with `processes`.")

    patch.setattr(subprocess.Popen, "__init__", refuse_to_start)
    patch.setattr(os, "fork", refuse_to_fork)
    patch.setattr(BaseProcess, "start", refuse_to_fork)
