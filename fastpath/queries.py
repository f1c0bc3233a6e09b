"""Queries that pages repeat with other values: turned into SQL once a process, and planned once a connection.

Django builds the SQL of a queryset each time, and PostgreSQL plans it each time: for a page that is half of all work. A
`PreparedQuery` is a queryset with parameters. At its first call the queryset becomes SQL in which everything but the
parameters is written out; after that only values travel. The results are ordinary model instances.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg.sql import Literal

from .django_compat import RowReader, add_peer, row_reader, server_binding_cursor
from .switch import is_on

Row = tuple[Any, ...]

PREPARING = is_on("queries")
_PLACEHOLDER = re.compile(r"%%|%s")


class PreparedQuery:
    """The queryset that `recipe` returns, for other values each time.

    `kinds` are the types of the values, in the order in which `recipe` takes them: int, str, datetime or list (of keys,
    for `among`). The recipe runs once in the life of the process: the queryset may depend on these values alone, not on
    the time or a language. Prefetches are not followed.
    """

    def __init__(self, recipe: Callable[..., Any], *kinds: type) -> None:
        self._recipe = recipe
        self._kinds = kinds

    def __call__(self, *values: Any) -> list[Any]:
        """Return the instances for these values."""
        return self.objects(self.rows(*values)) if PREPARING else list(self._recipe(*values))

    def rows(self, *values: Any) -> list[Row]:
        """Return the rows of the database, as they come.

        psycopg prepares the statement once a connection has run it `prepare_threshold` times, an option in DATABASES.
        """
        if not PREPARING:
            return self._rows_by_orm(values)
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` does so at every dot
        with database.wrap_database_errors:
            database.ensure_connection()
            sql, order = self._sql
            with server_binding_cursor(database) as cursor:
                cursor.execute(sql, [values[at] for at in order])
                return cast(list[Row], cursor.fetchall())

    def each(self, *values: Any) -> Iterator[Any]:
        """Yield the instances for these values, each made when it is asked for: for callers that stop early."""
        return self.made(self.rows(*values)) if PREPARING else iter(self._recipe(*values))

    def objects(self, rows: Sequence[Row]) -> list[Any]:
        """Return the model instances of `rows`, as Django's ModelIterable makes them."""
        return list(self.made(rows))

    def made(self, rows: Sequence[Row]) -> Iterator[Any]:
        """Yield the model instances of `rows`, each made when it is asked for."""
        if not rows:
            return
        reader = self._reader
        _compiler, model, names, start, end, populators, _converters, annotations, _mode = reader
        options, peers = reader.options(), reader.peers()
        for row in reader.converted(rows):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end], **options)
            if peers is not None:
                add_peer(peers, one)
            for populator in populators:
                populator.populate(row, one)
            for name, at in annotations:
                setattr(one, name, row[at])
            yield one

    def _rows_by_orm(self, values: Sequence[Any]) -> list[Row]:
        """Build the queryset and its SQL as Django does each time, and run it by Django's own cursor."""
        try:
            sql, params = self._recipe(*values).query.sql_with_params()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cast(list[Row], cursor.fetchall())

    @cached_property
    def places(self) -> dict[str, int]:
        """The place in a row of each column of the model and of each annotation, by name."""
        reader = self._reader
        return {name: at for at, name in enumerate(reader.names, reader.start)} | dict(reader.annotations)

    @cached_property
    def _compiled(self) -> tuple[Any, Any, str, tuple[Any, ...], list[Any]]:
        marks = [_mark(kind, at) for at, kind in enumerate(self._kinds)]
        queryset = self._recipe(*marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return queryset, compiler, sql, params, marks

    @cached_property
    def _sql(self) -> tuple[str, list[int]]:
        """The SQL with its placeholders, and the index of the value for each. All other values are written out."""
        _queryset, _compiler, sql, params, marks = self._compiled
        given, order = iter(params), []

        def fill(match: re.Match[str]) -> str:
            if match[0] == "%%":
                return "%%"
            value = next(given)
            if value in marks:
                order.append(marks.index(value))
                return "%s"
            return Literal(value).as_string(connection.connection).replace("%", "%%")

        connection.ensure_connection()
        filled = _PLACEHOLDER.sub(fill, sql)
        if len(set(order)) < len(marks):
            # Django leaves out conditions that it takes for always true, such as a small integer less than a mark.
            raise ValueError(f"Not every value of this query is in its SQL: {sql}")
        return filled, order

    @cached_property
    def _reader(self) -> RowReader:
        """The plan by which rows become instances."""
        queryset, compiler, *_ = self._compiled
        return row_reader(queryset, compiler, connection.alias)


def among(keys: Any) -> Any:
    """Return a list of keys as one value of a PreparedQuery, for filters such as `pk__in`."""
    return models.expressions.RawSQL("SELECT unnest(%s::bigint[])", [keys])


def is_among(column: str, keys: Any) -> Any:
    """Return the condition that `column` is in a list of keys: PostgreSQL looks for each of them by index."""
    listed = models.expressions.RawSQL("%s::bigint[]", [keys])
    condition = models.Func(models.F(column), listed, arg_joiner=" = ANY", template="%(expressions)s")
    return models.ExpressionWrapper(condition, output_field=models.BooleanField())


def _mark(kind: type, at: int) -> Any:
    """Return a value of `kind` by which the parameter number `at` is found in the SQL, and nothing else."""
    number = 2_000_000_011 + at
    moment = datetime(1, 2, 3, tzinfo=UTC) + timedelta(microseconds=number)
    return {int: number, str: f"\ue000{at}\ue000", list: [number], datetime: moment}[kind]
