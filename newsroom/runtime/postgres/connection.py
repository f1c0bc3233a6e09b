"""Connections to whichever PostgreSQL an address names, with every refusal in one plain line."""

import psycopg

from ..problem import Problem

OLDEST = 14  # major version that Newsroom runs on


def connect(url: str) -> psycopg.Connection:
    """Return a connection to the database at `url`. Raises Problem in words that never hold the password."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise Problem("DATABASE_URL must be a PostgreSQL address: postgresql://user:password@host:5432/name")
    try:
        return psycopg.connect(url, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Problem(
            f"No connection to the database that DATABASE_URL names: {' '.join(str(error).split())}"
        ) from None
    except psycopg.Error:  # it did not understand the address, and repeats all of it, password included
        raise Problem(
            "DATABASE_URL cannot be read: postgresql://user:password@host:5432/name, with %-escapes."
        ) from None


def check(url: str) -> None:
    """Raise Problem unless `url` leads to a PostgreSQL that we can run on."""
    with connect(url) as connection:
        version = major_version(connection)
    if version < OLDEST:
        raise Problem(f"DATABASE_URL names a PostgreSQL {version}; Newsroom needs {OLDEST} or newer.")


def major_version(connection: psycopg.Connection) -> int:
    """Return the server's major version, for example 18."""
    return connection.info.server_version // 10_000
