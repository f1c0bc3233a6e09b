"""Measure what each trick of fastpath buys: two pages with all tricks on, with each one off, and with none.

A process for each setting requests the pages, in turns, so that other load on the machine is shared. Calls are counted
by the profiler and do not depend on load; processor time is that of the web process's thread and of its PostgreSQL
process.
"""

import cProfile
import json
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, cast

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from fastpath import PageCache, process_cache
from fastpath.switch import TRICKS

from .cost import Meter
from .public import pages

PAGES = ("front", "story")
WARM_UP = 8
# Requests go to Django itself, behind the page cache, but for those of `hits()`.
TESTED = tuple(name for name in TRICKS if name != "page_cache")
SETTINGS = {"all": "1", **{name: ",".join(one for one in TRICKS if one != name) for name in TESTED}, "none": "0"}


@dataclass(frozen=True)
class Cost:
    """The calls of one request for a page, and the median processor time of several, in milliseconds."""

    calls: int
    web: float
    database: float


def answer_requests() -> None:
    """Print the calls of each page as JSON; then for each line read, a page's name, print the cost of a request."""
    process_cache.set_version_source(lambda: "nothing changes")
    process_cache.MAX_AGE = float("inf")  # eleven processes at once are slow
    meter, found = Meter(), {page.name: page for page in pages() if page.name in PAGES}
    for page in found.values():
        for _ in range(WARM_UP):
            meter.get(page)
    _say({name: _calls(lambda page=page: meter.get(page)) for name, page in found.items()})
    for line in sys.stdin:
        spent = meter.spend(found[line.rstrip("\n")])
        _say([spent.web, spent.database])


def costs(rounds: int) -> Iterator[tuple[str, dict[str, Cost]]]:
    """Yield the name of each setting with the cost of each page, in the order of SETTINGS."""
    with ExitStack() as at_end:
        processes = {name: at_end.enter_context(_started(value)) for name, value in SETTINGS.items()}
        calls = {name: _read(process) for name, process in processes.items()}
        spent: dict[tuple[str, str], list[list[float]]] = {}
        for _ in range(rounds):
            for page in PAGES:
                for name, process in processes.items():
                    print(page, file=process.stdin, flush=True)
                    spent.setdefault((name, page), []).append(_read(process))
        for process in processes.values():
            cast(Any, process.stdin).close()
        for name in processes:
            yield name, {page: _cost(calls[name][page], spent[name, page]) for page in PAGES}


def hits(rounds: int) -> dict[str, Cost]:
    """Return the cost of each page when the page cache has it."""
    cache = PageCache(get_wsgi_application(), max_bytes=10_000_000, unavailable_page=str)
    found = {page.name: page for page in pages() if page.name in PAGES}
    made = {}
    for name, page in found.items():
        environ = RequestFactory().get(page.paths[0], HTTP_HOST="localhost").environ

        def get(environ: dict[str, Any] = environ) -> None:
            b"".join(cache(dict(environ), lambda *_: None))

        for _ in range(WARM_UP):
            get()
        times = []
        for _ in range(rounds):
            started = time.thread_time_ns()
            get()
            times.append([(time.thread_time_ns() - started) / 1e6, 0.0])
        made[name] = _cost(_calls(get), times)
    cache.stop()
    return made


def _cost(calls: int, spent: list[list[float]]) -> Cost:
    web, database = (statistics.median(one) for one in zip(*spent, strict=True))
    return Cost(calls, web, database)


def _calls(act: Any) -> int:
    """Return the number of function calls, those of C functions too."""
    profile = cProfile.Profile()
    profile.runcall(act)
    return int(cast(Any, pstats.Stats(profile)).total_calls)


def _started(fastpath: str) -> Any:
    command = [sys.executable, "manage.py", "bench_fastpath", "--answer"]
    return subprocess.Popen(
        command, env=os.environ | {"FASTPATH": fastpath}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _read(process: Any) -> Any:
    return json.loads(process.stdout.readline())


def _say(words: Any) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201 - to the process that started this one
