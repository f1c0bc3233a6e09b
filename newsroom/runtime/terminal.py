"""Print the output of `make run`: steps, lines of the programs, the welcome. Colours only on a terminal."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from .problem import Problem

_DIM, _BOLD = "2", "1"


def say(name: str, line: str) -> None:
    """Print a line that the program `name` wrote."""
    _print(f"{_style(f'{name:>8} │', _DIM)} {line}")


def step(text: str) -> None:
    """Print what happens now, or what is good to know."""
    _print(f"{_style('→', _DIM)} {text}")


def complain(problem: Problem) -> None:
    """Print the problem that stops the run."""
    sys.stderr.write(f"{problem}\n")


def welcome(site: str, data: Path, *, mailbox: bool) -> None:
    """Print where everything is. `mailbox` tells whether mail is kept in files instead of being sent."""
    rows = [("Site", f"{site}/"), ("Admin", f"{site}/admin/")]
    if mailbox:
        rows.append(("Mail", f"{site}/admin/mail/ (kept in {_short(data / 'mail')}, sent to nobody)"))
    _print(f"\n  {_style('Newsroom is running.', _BOLD)} Ctrl-C stops everything.\n")
    for name, value in rows:
        _print(f"  {_style(f'{name:<6}', _DIM)} {value}")
    staff = _demo_staff(data)
    if staff:
        _print(f"\n  {_style('Demo staff', _BOLD)}  (kept in {_short(data / 'demo-staff.json')})\n")
        _table([("Name", "Role", "Username", "Password"), *staff])
    _print("")


def _demo_staff(data: Path) -> list[tuple[str, str, str, str]]:
    try:
        people = json.loads((data / "demo-staff.json").read_text())
    except FileNotFoundError:
        return []
    return [(person["name"], person["role"], person["username"], person["password"]) for person in people]


def _table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        _print(f"  {_style(line, _DIM) if number == 0 else line}")


def _short(path: Path) -> str:
    """Return `path` as seen from here if it lies below, as it is otherwise."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _style(text: str, code: str) -> str:
    colourful = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return f"\033[{code}m{text}\033[0m" if colourful else text


def _print(line: str) -> None:
    with suppress(OSError):  # a closed pipe or a full disk behind our output is no reason to stop the paper
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
