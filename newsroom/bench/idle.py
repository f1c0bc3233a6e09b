"""Measure a running paper while nothing happens: processor time of its processes, transactions of its database."""

import platform
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
from django.db import connection

from ..models import WorkerHeartbeat
from .measuring import Figure

LIMIT = 1.0  # per cent of a core, all together
PARTS = ("web server", "worker", "database", "supervisor")


def figures(seconds: float) -> Iterator[Figure]:
    """Watch the paper that `make run` runs on this machine, and yield what each part of it cost in `seconds`.

    Raises RuntimeError if none runs.
    """
    supervisor = _supervisor()
    before, transactions = _spent(supervisor), _transactions()
    connection.close()  # ours is none of the paper's
    began = time.monotonic()
    time.sleep(seconds)
    after, passed = _spent(supervisor), time.monotonic() - began
    spent = {part: after[part] - before[part] for part in PARTS}
    for part in PARTS:
        yield Figure(f"{part}: processor time a minute", spent[part] / passed * 60 * 1000, "ms")
    yield Figure("all: processor time", sum(spent.values()) / passed * 100, "% of a core", f"{LIMIT:.0f}")
    yield Figure("database: transactions a second", (_transactions() - transactions) / passed, "")


def _supervisor() -> psutil.Process:
    """Return the process that has started the worker which gave the last sign of life."""
    newest = WorkerHeartbeat.objects.order_by("-beat_at").values_list("name", flat=True).first()
    host, _, pid = (newest or "").rpartition(":")
    if host == platform.node():
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(int(pid)).parent()
            if parent is not None:
                return parent
    raise RuntimeError("No paper runs here. Start it with `make run`.")


def _spent(supervisor: psutil.Process) -> Counter[str]:
    """Return the seconds of processor time that each part has taken, its ended processes included."""
    found: Counter[str] = Counter()
    for process in [supervisor, *supervisor.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess, OSError):
            times = process.cpu_times()
            found[_part(process, supervisor)] += _exactly(process.pid) + times.children_user + times.children_system
    return found


def _exactly(pid: int) -> float:
    """Return the processor time of a process that lives; `times` count in hundredths of a second, which is coarse."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _part(process: psutil.Process, supervisor: psutil.Process) -> str:
    if process == supervisor:
        return "supervisor"
    called = process.name()
    if called == "postgres":
        return "database"
    return "worker" if called.startswith("newsroom work") else "web server"


def _transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
