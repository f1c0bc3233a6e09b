"""The honeypot: a form field that people do not see and bots fill in (`readers/parts/honeypot.html`)."""

from collections.abc import Mapping
from typing import Any

FIELD = "website"


def caught(post: Mapping[str, Any]) -> bool:
    """Return whether the field was filled in. Respond as to an accepted form, and discard it."""
    return bool(post.get(FIELD))
