"""What the migrations leave in the database, and tests that commit find again: faster than Django's own way by far.

Django empties all tables, which makes a new file for each of them and each of their indexes, and has every application
fill in anew what belongs there. Few tables have rows: those are emptied, and what was in them comes back from a copy.
"""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

TRIES = 20


def remember(execute: Callable[[str], Any]) -> None:
    """Keep a copy of all rows there are, in a schema of its own. Called once, after the migrations."""
    execute("CREATE SCHEMA starting_point")
    for table in _with_rows(execute, connection.introspection.django_table_names()):
        execute(f'CREATE TABLE starting_point."{table}" AS TABLE "{table}"')


def go_back() -> None:
    """Delete what was committed since, without a word to whoever listens, and put back what was there.

    A browser that has just been left may still be saving something: then from the beginning.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return _go_back()
        except (IntegrityError, OperationalError):  # what came meanwhile points to what is gone, or waits for us
            if not tries_left:
                raise
    return None


def _go_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:

        def execute(statement: str) -> Any:
            cursor.execute(statement)
            return cursor

        execute("SELECT tablename FROM pg_tables WHERE schemaname = 'starting_point'")
        remembered = [table for (table,) in cursor.fetchall()]
        execute("SET LOCAL newsroom.quiet = 'on'")
        for table in _with_rows(execute, connection.introspection.django_table_names()):
            execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        for table in remembered:
            execute(f'INSERT INTO "{table}" TABLE starting_point."{table}"')


def with_rows(cursor: Any) -> list[str]:
    """Return the names of the tables that have rows."""

    def execute(statement: str) -> Any:
        cursor.execute(statement)
        return cursor

    return _with_rows(execute, connection.introspection.django_table_names())


def _with_rows(execute: Callable[[str], Any], tables: list[str]) -> list[str]:
    looks = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)  # noqa: S608
    return [table for (table,) in execute(" UNION ALL ".join(looks)).fetchall()]
