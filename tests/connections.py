"""Several real connections at once."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same time, each on a connection of its own; return what they return or raise."""
    barrier = Barrier(len(calls))

    def call(function: Callable[[], Any]) -> Any:
        with closing(connection):
            connection.ensure_connection()
            barrier.wait(timeout=30)
            try:
                return function()
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def elsewhere(pool: ThreadPoolExecutor, function: Callable[[], Any]) -> "Future[Any]":
    """Begin a call on a connection of its own."""

    def call() -> Any:
        with closing(connection):
            return function()

    return pool.submit(call)


def until_somebody_waits_for_a_lock() -> None:
    """Return as soon as another connection waits for what this one has locked."""
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"  # pg_stat_activity is the same all transaction long
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
