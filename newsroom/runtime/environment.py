"""Read the environment, and make that of the paper's processes."""

import os
from pathlib import Path

from .data_directory import stored_secret

DEVELOPMENT = "newsroom.settings.development"


def given(name: str) -> str | None:
    """Return the environment variable `name`, or None if it is not set or empty."""
    return os.environ.get(name) or None


def for_processes(data: Path, database_url: str) -> dict[str, str]:
    """Return the environment of a process of the paper in `data`: ours, and what settings need where it is silent."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": given("DJANGO_SETTINGS_MODULE") or DEVELOPMENT,
        "DATABASE_URL": database_url,
        "NEWSROOM_DATA": str(data),
        "SECRET_KEY": given("SECRET_KEY") or stored_secret(data / "secret-key"),
        "PYTHONUNBUFFERED": "1",  # a line is passed on when it is written
    }
