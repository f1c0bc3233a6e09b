"""Transports of messages: one interface, and its implementations, which EMAIL_URL names."""

import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .base import AWAY, RESERVED, Accepted, Answer, Deferred, LookUp, Rejected, Transport, Unknown

__all__ = [
    "AWAY",
    "RESERVED",
    "Accepted",
    "Answer",
    "Deferred",
    "LookUp",
    "Rejected",
    "Transport",
    "Unknown",
    "default",
    "from_url",
]

_of_thread = threading.local()


def default() -> Transport:
    """Return the paper's transport. Each thread has its own, so that it may keep a connection."""
    url = settings.EMAIL_URL
    if getattr(_of_thread, "url", None) != url:
        _of_thread.transport, _of_thread.url = from_url(url), url
    return _of_thread.transport


def from_url(url: str) -> Transport:
    """Return a new transport for `url`, by the schemes in MAIL_TRANSPORTS. Raises ImproperlyConfigured."""
    scheme = urlsplit(url).scheme
    try:
        kind = import_string(settings.MAIL_TRANSPORTS[scheme])
    except KeyError:
        known = ", ".join(sorted(settings.MAIL_TRANSPORTS))
        raise ImproperlyConfigured(f"EMAIL_URL begins with {scheme!r}; known are: {known}.") from None
    return kind.from_url(url)
