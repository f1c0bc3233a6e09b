"""The letterhead of mail: its sender, and the context that all mail templates share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Letterhead:
    """Sender address, sender name, reply-to address if it differs, language, and template context."""

    address: str
    name: str = ""
    reply_to: str = ""
    language: str = ""
    context: dict[str, Any] = field(default_factory=dict)


_source: Callable[[], Letterhead] | None = None


def set_letterhead_source(source: Callable[[], Letterhead]) -> None:
    """Set the function that returns the letterhead; the outbox itself knows nothing of the paper."""
    global _source
    _source = source


def letterhead() -> Letterhead:
    """Return the current letterhead."""
    if _source is None:
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return Letterhead(address, name, context={"site_url": settings.SITE_URL})
    return _source()
