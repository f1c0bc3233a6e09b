"""UPDATE statements that change many rows at once, each row to values of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def update_rows(model: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set `columns` of `model`; each row is the primary key, then a value for each column."""
    _update(model, columns, rows, [f"{column} = new.{column}" for column in columns])


def add_to_rows(model: Any, columns: Sequence[str], deltas: Mapping[int, Sequence[int]], *, then: str = "") -> None:
    """Add to `columns` of `model`; `deltas` maps a primary key to a number for each column.

    Rows whose numbers are all 0 are left out. `then` is one more SQL assignment; it may refer to the row as `old`.
    """
    rows = [(key, *numbers) for key, numbers in sorted(deltas.items()) if any(numbers)]
    assignments = [f"{column} = old.{column} + new.{column}" for column in columns]
    _update(model, columns, rows, [*assignments, *([then] if then else [])])


def next_values(sequence: str, number: int) -> list[int]:
    """Return the next `number` values of a sequence, in order."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, number])
        return [row[0] for row in cursor.fetchall()]


def _update(model: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], assignments: Sequence[str]) -> None:
    if not rows:
        return
    types = {field.column: field.rel_db_type(connection) for field in model._meta.concrete_fields}
    names = [model._meta.pk.column, *columns]
    arrays = ", ".join(f"%s::{_without_length(types[name])}[]" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS old SET {', '.join(assignments)}"  # noqa: S608 - our own names
            f" FROM unnest({arrays}) AS new({', '.join(names)})"
            f" WHERE old.{names[0]} = new.{names[0]}",
            [list(values) for values in zip(*rows, strict=True)],
        )


def _without_length(db_type: str) -> str:
    """Return the type for a cast, where its length does not matter."""
    return db_type.split("(")[0]
