"""Writing very many rows without naming each page that it touches."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from .listener import ALL, CHANNEL


@contextmanager
def bulk_change() -> Iterator[None]:
    """Be one transaction that touches every page: at its commit caches drop all, instead of each page by name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL newsroom.quiet = 'on'")
        yield
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, ALL])
        cursor.execute("SET LOCAL newsroom.quiet = 'off'")
