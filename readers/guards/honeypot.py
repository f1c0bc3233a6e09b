"""A field that people do not see and machines fill in. `readers/parts/honeypot.html` shows it to machines."""

from collections.abc import Mapping
from typing import Any

FIELD = "website"


def caught(post: Mapping[str, Any]) -> bool:
    """Whether the trap was stepped in. Answer as if the form had been taken, and take nothing."""
    return bool(post.get(FIELD))
