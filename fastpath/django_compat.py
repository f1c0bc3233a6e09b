"""Undocumented names of Django, psycopg and modelcluster: all that we use, each with its reason.

A new version may drop or change them without notice; it is adapted to here, and other modules import from here.
tests/private_names.py lists them, and a test says which one is gone and what it was for.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from weakref import ref

import django
from django.db import models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.base import ModelState as ModelState  # made by hand for each instance that no constructor makes
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler

# Querysets have them from Django 6.1 on: they say how a field that was not read with its row is read later.
HAS_FETCH_MODES = django.VERSION >= (6, 1)

# Instances of a row -----------------------------------------------------------------------


class RowReader(NamedTuple):
    """The plan by which rows become model instances, which Django's ModelIterable works out at each query."""

    compiler: "SQLCompiler"
    model: Any
    names: dict[str, None]  # of the model's own columns; a dict, for they are looked up for every row
    start: int  # index of the first in the row
    end: int
    populators: list[Any]  # of what `select_related` names
    converters: Any
    annotations: list[tuple[str, int]]
    fetch_mode: Any

    def converted(self, rows: Sequence[Any]) -> Iterable[Any]:
        """Return `rows` with what the fields make of the database's values."""
        return self.compiler.apply_converters(rows, self.converters) if self.converters else rows

    def options(self) -> dict[str, Any]:
        """Return what `from_db` is given by name."""
        return {"fetch_mode": self.fetch_mode} if HAS_FETCH_MODES else {}

    def peers(self) -> list[Any] | None:
        """Return a list for `add_peer`, if the fetch mode reads a missing field for all rows together."""
        return [] if getattr(self.fetch_mode, "track_peers", False) else None


def row_reader(queryset: Any, compiler: "SQLCompiler", alias: str) -> RowReader:
    """Return how rows of `queryset`, whose SQL `compiler` has made, become instances.

    Without it, Django would make the SQL again for each set of values.
    """
    select, info = compiler.select, compiler.klass_info
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = dict.fromkeys(column[0].target.attname for column in select[start:end])
    mode = queryset._fetch_mode if HAS_FETCH_MODES else None
    populators = get_related_populators(info, select, alias, *([mode] if HAS_FETCH_MODES else []))
    converters = compiler.get_converters([column[0] for column in select])
    annotations = list((compiler.annotation_col_map or {}).items())
    return RowReader(compiler, info["model"], names, start, end, populators, converters, annotations, mode)


def add_peer(peers: list[Any], instance: Any) -> None:
    """Let `instance` know the others of its query, and them it, as the fetch mode FETCH_PEERS wants."""
    peers.append(ref(instance))
    instance._state.peers = peers


def server_binding_cursor(connection: Any) -> AbstractContextManager[Any]:
    """Return a cursor of Django's `connection` that sends values apart from the SQL, whatever its settings say.

    PostgreSQL can prepare only a statement whose values travel apart; Django's setting for it would be for all queries.
    """
    return cast(AbstractContextManager[Any], connection._prepare_cursor(ServerBindingCursor(connection.connection)))


# What instances hold ------------------------------------------------------------------------


def prefetched(instance: Any, accessor: str) -> list[Any] | None:
    """Return the related rows that a prefetch left at `accessor`; None if there was none.

    `getattr(instance, accessor).all()` builds a manager and a queryset each time, for ten times as long.
    """
    found = instance.__dict__.get("_prefetched_objects_cache", {}).get(accessor)
    return None if found is None else list(found._result_cache)


def evaluated_queryset(model: Any, rows: list[Any]) -> Any:
    """Return a queryset of `model` that was evaluated to `rows`."""
    found: Any = models.QuerySet(model)
    found._result_cache = rows
    return found


def set_prefetched(instance: Any, accessor: str, queryset: Any) -> None:
    """Make the evaluated `queryset` what a prefetch would have left at `accessor`."""
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = queryset


def set_prefetched_cache(instance: Any, cache: dict[str, Any]) -> None:
    """Make `cache`, evaluated querysets by accessor, all that was prefetched of `instance`."""
    instance.__dict__["_prefetched_objects_cache"] = cache


def delete_without_collecting(queryset: Any) -> None:
    """Delete the rows of `queryset` in one statement, with neither signals nor what points to them.

    Django would read a million rows first, to look for what hangs on each.
    """
    queryset._raw_delete(queryset.db)


# modelcluster -----------------------------------------------------------------------------


def child_relations(model: Any) -> list[Any]:
    """Return the relations of `model` whose rows modelcluster holds in memory with an instance."""
    from modelcluster.models import get_all_child_relations  # needs all apps, and the database engine loads this module

    return list(get_all_child_relations(model))


def unsaved_children(instance: Any) -> dict[str, list[Any]]:
    """Return the child rows that `instance` holds in memory, by accessor, as modelcluster keeps them until saved.

    Its managers tell neither whether there are any, nor what they are without a query for each.
    """
    found: dict[str, list[Any]] = instance.__dict__.get("_cluster_related_objects", {})
    return found


def set_unsaved_children(instance: Any, children: dict[str, list[Any]]) -> None:
    """Make `children` what modelcluster takes for the child rows in memory; with none, it has nothing to save."""
    if children:
        instance.__dict__["_cluster_related_objects"] = children
    else:
        instance.__dict__.pop("_cluster_related_objects", None)


# psycopg's pool -----------------------------------------------------------------------------


def pool_check(pool: Any) -> Callable[[Any], None] | None:
    """Return the function with which `pool` checks a connection before use."""
    found: Callable[[Any], None] | None = pool._check
    return found


def rearrange_pool(pool: Any, resting: Callable[[Iterable[Any]], Any], check: Callable[[Any], None]) -> None:
    """Have `pool`, which is not open yet, keep idle connections in a `resting`, and check them with `check`.

    Django makes the pool, and lets settings choose neither.
    """
    pool._pool = resting(pool._pool)
    pool._check = check
