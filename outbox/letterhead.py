"""What every mail of the paper carries: who sends it, and what all its templates know."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Letterhead:
    """Who sends it: a bare address, the name beside it, and a bare address for answers if it is another."""

    address: str
    name: str = ""
    reply_to: str = ""
    language: str = ""
    context: dict[str, Any] = field(default_factory=dict)


_source: Callable[[], Letterhead] | None = None


def set_letterhead_source(source: Callable[[], Letterhead]) -> None:
    """Have `source` asked for the letterhead of each mail; the outbox itself knows nothing of the paper."""
    global _source
    _source = source


def letterhead() -> Letterhead:
    """Return the letterhead as it is now."""
    if _source is None:
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return Letterhead(address, name, context={"site_url": settings.SITE_URL})
    return _source()
