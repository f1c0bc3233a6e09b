"""Change very many rows without a notification for each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from .. import conf
from .listener import ALL, CHANNEL


@contextmanager
def bulk_change() -> Iterator[None]:
    """Open a transaction whose triggers stay silent; its commit purges every page instead."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {conf.PREFIX}.quiet = 'on'")
        yield
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, ALL])
        cursor.execute(f"SET LOCAL {conf.PREFIX}.quiet = 'off'")
