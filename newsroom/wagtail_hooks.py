"""Register the Wagtail hooks of the newsroom app."""

from . import tour  # noqa: F401 - registers itself
from .staff import bulk  # noqa: F401 - registers itself
