"""A question that a connection has prepared: asked by its name, through libpq itself.

psycopg's cursors find out anew at every question how its values travel and what comes back, in some eighty calls. Here
both are known from the first time on.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, DataError, abc, adapters
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.errors import error_from_result
from psycopg.postgres import types
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]


def _text(value: str) -> str:
    if "\x00" in value:  # libpq would take it for the end
        raise DataError("No text in PostgreSQL holds a NUL.")
    return value


# How values of a kind are written for PostgreSQL, and as what; a text becomes what it is compared with.
KINDS: dict[type, tuple[int, Callable[[Any], str]]] = {
    int: (types["int8"].oid, str),
    str: (0, _text),
    list: (types["int8"].array_oid, lambda keys: f"{{{','.join(map(str, keys))}}}"),
    datetime: (types["timestamptz"].oid, datetime.isoformat),
}

# It is not prepared any more, or the columns have changed since: to be prepared anew.
_FORGOTTEN = frozenset({b"26000", b"0A000"})
_THERE_ALREADY = b"42P05"

NEVER = 1_000_000  # times that a question is asked before it is prepared

_numbers = count()


class Statement:
    """The question `sql`, whose values stand as `$1`, `$2` and so on, each of one of `kinds`."""

    def __init__(self, sql: str, kinds: Sequence[type]) -> None:
        self._sql = sql.encode()
        self._types = [KINDS[kind][0] for kind in kinds]
        self._writers = [KINDS[kind][1] for kind in kinds]
        self._name = b"newsroom_%d" % next(_numbers)
        self._ready: WeakKeyDictionary[Connection[Any], abc.Transformer] = WeakKeyDictionary()

    def rows(self, connection: Connection[Any], values: Sequence[Any]) -> list[Row] | None:
        """Return what PostgreSQL answers; None where it is to be asked in the ordinary way.

        That is within a transaction, which a question that fails would end; where what was prepared is gone, for
        psycopg forgets all that is prepared when a transaction is rolled back; and where nothing is to be prepared
        (newsroom/settings/database.py). Raises psycopg's errors.
        """
        asked = connection.pgconn
        alone = connection.autocommit and asked.transaction_status == TransactionStatus.IDLE
        if not alone or (connection.prepare_threshold or NEVER) >= NEVER:
            return None
        reader = self._ready.get(connection)
        if reader is None and not self._prepare(asked):
            return None
        answer = asked.exec_prepared(self._name, self._written(values))
        if answer.status != ExecStatus.TUPLES_OK:
            self._ready.pop(connection, None)
            _complain(answer)
            return None
        if reader is None:
            reader = self._ready[connection] = _reader(connection, answer)
        return _read(reader, answer)

    def _prepare(self, asked: PGconn) -> bool:
        """Have it prepared, and return whether it is."""
        answer = asked.prepare(self._name, self._sql, self._types)
        if _state(answer) == _THERE_ALREADY:
            asked.exec_(b"DEALLOCATE " + self._name)
            answer = asked.prepare(self._name, self._sql, self._types)
        if answer.status != ExecStatus.COMMAND_OK:
            _complain(answer)
            return False
        return True

    def _written(self, values: Sequence[Any]) -> list[bytes]:
        return [write(value).encode() for write, value in zip(self._writers, values, strict=True)]


def _reader(connection: Connection[Any], answer: PGresult) -> abc.Transformer:
    """Return what reads answers with the columns of this one.

    Times are read by psycopg itself, in C, where Django reads the same. That is in UTC, in which it speaks to
    PostgreSQL unless it is told otherwise; its own reader is written in Python.
    """
    known = AdaptersMap(connection.adapters)
    theirs = adapters.get_loader(types["timestamptz"].oid, Format.TEXT)
    if theirs and connection.info.timezone is UTC:
        known.register_loader("timestamptz", theirs)
    reader = Transformer(known)
    reader.set_pgresult(answer)  # finds how each column is read
    return reader


def _read(reader: abc.Transformer, answer: PGresult) -> list[Row]:
    reader.set_pgresult(answer, set_loaders=False)
    rows = reader.load_rows(0, answer.ntuples, tuple)
    reader.set_pgresult(None, set_loaders=False)  # it would keep the answer until the next
    return rows


def _complain(answer: PGresult) -> None:
    """Raise what PostgreSQL says against the question, unless that it is to be prepared anew or the server is gone."""
    state = _state(answer)
    if state and state not in _FORGOTTEN:
        raise error_from_result(answer)


def _state(answer: PGresult) -> bytes | None:
    return answer.error_field(DiagnosticField.SQLSTATE)
