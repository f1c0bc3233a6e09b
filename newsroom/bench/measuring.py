"""Measure one case: time, queries and size."""

import gzip
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from articles.models import Article

WARM_UP = 3


@dataclass(frozen=True)
class Case:
    """One thing to measure. `act` does it once and returns the page it got, if it got one."""

    name: str
    act: Callable[[], Any]
    most_ms: float | None = None
    most_queries: int | None = None
    status: int = 200  # what the page must answer


Cases = Iterator[Case]


@dataclass(frozen=True)
class Figure:
    """One measured number, and what it may be."""

    name: str
    value: float
    unit: str
    limit: str = ""


@dataclass(frozen=True)
class Measured:
    """The figures of one case; sizes are 0 where it is not a page."""

    name: str
    status: int
    queries: int
    median_ms: float
    p95_ms: float
    html_bytes: int
    gzip_bytes: int
    most_ms: float | None
    most_queries: int | None

    @property
    def kept(self) -> bool:
        """Return whether nineteen of twenty runs stayed within the limits."""
        slow = self.most_ms is not None and self.p95_ms > self.most_ms
        return not slow and (self.most_queries is None or self.queries <= self.most_queries)

    @property
    def limits(self) -> str:
        """Its limits in words, and whether they are kept; empty if it has none."""
        words = ", ".join(
            f"{most:g} {unit}" for most, unit in ((self.most_queries, "queries"), (self.most_ms, "ms")) if most
        )
        return words and f"{words}: {'kept' if self.kept else 'BROKEN'}"


def measure(case: Case, runs: int) -> Measured:
    """Do it often enough to know what it takes. Raises RuntimeError if a page answers other than it should."""

    def timed() -> float:
        with taken_back():
            started = time.perf_counter()
            case.act()
            return (time.perf_counter() - started) * 1000

    for _ in range(WARM_UP):
        timed()
    queries: list[str] = []
    with taken_back(), connection.execute_wrapper(noting(queries)):
        response = case.act()
    status, html = case.status, b""
    if isinstance(response, HttpResponseBase):
        status, html = response.status_code, response.getvalue()
    if status != case.status:
        raise RuntimeError(f"“{case.name}” answered {status}, not {case.status}.")
    times = sorted(timed() for _ in range(runs))
    return Measured(
        name=case.name,
        status=status,
        queries=len(queries),
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[math.ceil(runs * 0.95) - 1], 1),  # the nearest rank
        html_bytes=len(html),
        gzip_bytes=len(gzip.compress(html)) if html else 0,
        most_ms=case.most_ms,
        most_queries=case.most_queries,
    )


@contextmanager
def taken_back() -> Iterator[None]:
    """Let what is written inside never have happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(user: Any = None) -> Client:
    """Return a client that asks for pages as a browser does, logged in as `user` if one is given."""
    site = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=site.hostname or "localhost", raise_request_exception=False)
    client.defaults["wsgi.url_scheme"] = site.scheme
    if user:
        client.force_login(user)
    return client


def machine() -> dict[str, Any]:
    """Return what figures depend on; `load` is what else this machine was doing just before, in processes."""
    return {
        "cores": os.cpu_count() or 1,
        "processor": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": connection.pg_version // 10_000,
        "stories": Article.objects.published().count(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def noting(queries: list[str]) -> Callable[..., Any]:
    """Return a wrapper for the connection that notes each query; begins and ends of transactions are none."""

    def wrapper(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            queries.append(sql)
        return execute(sql, *args)

    return wrapper
