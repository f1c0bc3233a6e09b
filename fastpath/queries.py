"""Questions that a page asks again and again with other values: turned into SQL once a process, and planned once.

Django builds a query anew each time it is asked, and PostgreSQL plans it anew: for a story's page that is half of all
work. A `Prepared` is a queryset with holes. The first time it is asked, the queryset becomes SQL in which all but the
holes is written out; from then on only values travel. What comes back are ordinary model instances.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg.sql import Literal

from .django_compat import RowReader, add_peer, row_reader, server_binding_cursor
from .statement import Row, Statement

_PLACEHOLDER = re.compile(r"%%|%s")


class Prepared:
    """The queryset that `recipe` makes, asked with other values each time.

    `kinds` are the types of the values, in the order in which `recipe` takes them: int, str, datetime or list (of keys,
    for `among`). The recipe is asked for its queryset once in the life of the process: it may depend on these values
    and on nothing else, neither on the time nor on a language. Prefetches are not followed.
    """

    def __init__(self, recipe: Callable[..., Any], *kinds: type) -> None:
        self._recipe = recipe
        self._kinds = kinds

    def __call__(self, *values: Any) -> list[Any]:
        """Return what the queryset finds with these values."""
        return self.objects(self.rows(*values))

    def rows(self, *values: Any) -> list[Row]:
        """Return what the database says, before anything is made of it."""
        here = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` does so at every dot
        with here.wrap_database_errors:
            here.ensure_connection()
            if not (here.queries_logged or here.execute_wrappers):  # somebody looks on
                rows = self._statement.rows(here.connection, values)
                if rows is not None:
                    return rows
            sql, order = self._sql
            with server_binding_cursor(here) as cursor:
                cursor.execute(sql, [values[at] for at in order])
                return cast(list[Row], cursor.fetchall())

    def each(self, *values: Any) -> Iterator[Any]:
        """Yield what the queryset finds, each made when it is its turn: for those who stop before the end."""
        return self.made(self.rows(*values))

    def objects(self, rows: Sequence[Row]) -> list[Any]:
        """Return the model instances that `rows` are, as Django's ModelIterable makes them."""
        return list(self.made(rows))

    def made(self, rows: Sequence[Row]) -> Iterator[Any]:
        """Yield the model instances that `rows` are, each made when it is its turn."""
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
        """The SQL with its holes, and which value goes into each. What is no hole is written out."""
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
            # Django leaves out what it takes for always true, such as a small integer that is less than a mark.
            raise ValueError(f"Not every value of this query is in its SQL: {sql}")
        return filled, order

    @cached_property
    def _statement(self) -> Statement:
        """The same question for libpq: each hole by its number, however often it is there."""
        sql, order = self._sql
        holes = (f"${at + 1}" for at in order)
        return Statement(_PLACEHOLDER.sub(lambda match: "%" if match[0] == "%%" else next(holes), sql), self._kinds)

    @cached_property
    def _reader(self) -> RowReader:
        """How rows become instances."""
        queryset, compiler, *_ = self._compiled
        return row_reader(queryset, compiler, connection.alias)


def among(keys: Any) -> Any:
    """Return what a filter such as `pk__in` takes for a list of keys that is one value of a Prepared."""
    return models.expressions.RawSQL("SELECT unnest(%s::bigint[])", [keys])


def is_among(column: str, keys: Any) -> Any:
    """Return the condition that `column` is in a list of keys: PostgreSQL looks for each of them by index."""
    listed = models.expressions.RawSQL("%s::bigint[]", [keys])
    condition = models.Func(models.F(column), listed, arg_joiner=" = ANY", template="%(expressions)s")
    return models.ExpressionWrapper(condition, output_field=models.BooleanField())


def _mark(kind: type, at: int) -> Any:
    """Return a value that stands for the one numbered `at`, and nowhere else."""
    number = 2_000_000_011 + at
    moment = datetime(1, 2, 3, tzinfo=UTC) + timedelta(microseconds=number)
    return {int: number, str: f"\ue000{at}\ue000", list: [number], datetime: moment}[kind]
