"""Limit the database connections that a process may open."""

from django.db import connections

from . import environment


def limit(most: int) -> None:
    """Let this process open at most `most`, unless DATABASE_POOL says how many. It must not have opened any yet."""
    if environment.given("DATABASE_POOL") is None:
        for connection in connections.all():
            if pool := connection.settings_dict["OPTIONS"].get("pool"):
                pool["max_size"] = most
