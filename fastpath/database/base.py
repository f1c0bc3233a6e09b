"""The database engine `fastpath.database`: Django's for PostgreSQL, with four things about connections changed."""

import select
import threading
from collections import deque
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import AdaptersMap
from psycopg_pool import ConnectionPool

from ..django_compat import pool_check, rearrange_pool
from ..switch import is_on

ON = is_on("database")
_pool_lock = threading.Lock()


class LastInFirstOut(deque[Any]):
    """Idle connections, of which the last one returned is taken first.

    It has the most recent plans and data in its caches. In turns, three connections take a tenth longer for a page.
    """

    def append(self, connection: Any) -> None:
        """Put it where it is taken from."""
        self.appendleft(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """The wrapper of Django, whose name the module of an engine must have."""

    @property
    def pool(self) -> Any:
        """Return the pool of this process, or None; it checks connections by their socket, without a query."""
        found = super().pool
        if ON and found is not None and pool_check(found) is not check:
            with _pool_lock:  # before the pool is opened
                if pool_check(found) is not check:
                    rearrange_pool(found, LastInFirstOut, check)
        return found

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's, with a faster parser of timestamps: a page reads forty."""
        params: dict[str, Any] = super().get_connection_params()
        return params | {"context": _with_fast_timestamps(params["context"], self.timezone)} if ON else params

    def _configure_connection(self, connection: Any) -> bool:
        """Plan prepared statements once, not for each value: only those of fastpath/queries.py are prepared."""
        commit: bool = super()._configure_connection(connection)
        if not ON:
            return commit
        connection.execute("SET plan_cache_mode = force_generic_plan")
        return True


@cache
def _with_fast_timestamps(adapters: AdaptersMap, zone: tzinfo | None) -> AdaptersMap:
    class Loader(BaseTzLoader):
        """Parses by Python's `fromisoformat`, in a tenth of the time of psycopg's parser in Python."""

        timezone = zone

        def load(self, data: Any) -> datetime:
            try:
                return datetime.fromisoformat(bytes(data).decode()).replace(tzinfo=self.timezone)
            except ValueError:  # the year 10000, or infinity
                return super().load(data)

    ours = AdaptersMap(adapters)
    ours.register_loader("timestamptz", Loader)
    return ours


def check(connection: Any) -> None:
    """Raise an error if the server has ended `connection`.

    A server that ends a connection says so, which makes its socket readable. An unreadable socket is therefore alive:
    that takes microseconds, where a query takes as long as some pages' own.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)
