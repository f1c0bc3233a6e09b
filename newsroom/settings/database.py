"""Turn DATABASE_URL into Django's DATABASES."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def database(url: str, *, pool: bool, most_connections: int = 8) -> dict[str, Any]:
    """Return the configuration of the one database at `url`.

    With `pool`, connections are kept and checked before use, so that a restart of the database costs readers nothing;
    `most_connections` are those of one process. What a rush needed is given back after it, one in ten seconds.
    Raises ImproperlyConfigured if `url` is not PostgreSQL's.
    """
    config: dict[str, Any] = Env.db_url_config(url)
    if "postgresql" not in config.get("ENGINE", ""):
        raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address; Newsroom runs on PostgreSQL only.")
    config["ENGINE"] = "fastpath.database"
    config["CONN_HEALTH_CHECKS"] = True
    # What pages ask for again and again is planned once a connection (fastpath/queries.py). A pooler that cannot keep
    # such plans for us wants ?prepare_threshold=1000000000 in the address.
    config.setdefault("OPTIONS", {}).setdefault("prepare_threshold", 1)
    if pool:
        config.setdefault("OPTIONS", {})["pool"] = {
            "min_size": 1,
            "max_size": most_connections,
            "timeout": 3,
            "max_idle": 10,
        }
    return config
