"""What the newsroom app adds to the admin."""

from . import tour  # noqa: F401 - registers itself
from .staff import bulk  # noqa: F401 - registers itself
