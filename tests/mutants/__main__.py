"""`make mutants`: shows that the tests notice mistakes."""

import argparse
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from . import ROOT, Mutant

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "screenshots")
NOTICED, SURVIVED, BROKEN, SLOW = "noticed", "SURVIVED", "BROKEN", "TOO SLOW"
FAILED_TESTS = 1  # pytest's exit code; others mean that it could not run


def mutants() -> list[Mutant]:
    """Return those of every module beside this one."""
    package = importlib.import_module(__package__ or "tests.mutants")
    modules = [
        name for _finder, name, _is_package in pkgutil.iter_modules(package.__path__) if not name.startswith("_")
    ]
    return [
        mutant for name in sorted(modules) for mutant in importlib.import_module(f"{package.__name__}.{name}").MUTANTS
    ]


def attempt(mutant: Mutant, folder: Path, seconds: int) -> str:
    """Make the mistake in the copy in `folder`, run the test there, mend it again, and return what came of it."""
    path = folder / mutant.file
    source = path.read_text(encoding="utf-8")
    if source.count(mutant.find) != 1:
        return BROKEN
    path.write_text(source.replace(mutant.find, mutant.replace), encoding="utf-8")
    command = [
        str(ROOT / ".venv/bin/python"),
        "-m",
        "pytest",
        mutant.test,
        "-x",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
    ]
    try:
        done = subprocess.run(
            command, cwd=folder, env=_environment(), capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return SLOW
    finally:
        path.write_text(source, encoding="utf-8")
    if done.returncode == FAILED_TESTS:
        return NOTICED
    return SURVIVED if done.returncode == 0 else BROKEN


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants that were asked for; returns 1 if one was not noticed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Makes known mistakes of one line in a copy of the tree; for each, its test must fail there.",
        epilog="Example: python -m tests.mutants C4 C6-asked-again",
    )
    parser.add_argument("names", nargs="*", help="those whose name begins so; all if none is named")
    parser.add_argument("--list", action="store_true", help="name them, and do nothing")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for each test (default: 600)")
    options = parser.parse_args(arguments)
    wanted = [one for one in mutants() if not options.names or one.id.startswith(tuple(options.names))]
    if not wanted:
        parser.error("no mutant has such a name; --list names them")
    if options.list:
        for mutant in wanted:
            print(f"{mutant.id:<18} {mutant.file:<42} {mutant.test}")
        return 0
    bad = 0
    with tempfile.TemporaryDirectory(prefix="newsroom-mutants-") as temporary:
        folder = Path(temporary) / "tree"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT, symlinks=True)
        for number, mutant in enumerate(wanted, 1):
            print(f"{number:>3}/{len(wanted)}  {mutant.id:<18} ", end="", flush=True)
            started = time.monotonic()
            outcome = attempt(mutant, folder, options.timeout)
            bad += outcome != NOTICED
            print(f"{outcome:<9} {time.monotonic() - started:5.0f} s  {mutant.test}", flush=True)
    print(f"\n{len(wanted) - bad} of {len(wanted)} noticed.")
    return 1 if bad else 0


def _environment() -> dict[str, str]:
    """Return the environment without what would lead the copy to this tree."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "DATABASE_URL"}}


if __name__ == "__main__":
    sys.exit(main())
