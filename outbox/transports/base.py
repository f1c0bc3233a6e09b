"""The interface of a transport, and what it may answer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Accepted:
    """The other side took the message over and answers for it. `id` is its own name for it, if it gave one."""

    id: str = ""


@dataclass(frozen=True)
class Deferred:
    """Not now: try the same message again later. SMTP's 4xx, and every failure before the message was handed over."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class Rejected:
    """Never: trying again will not help. SMTP's 5xx."""

    code: str
    text: str = ""


RESERVED = "reserved"
"""The code of a rejection that says nothing about us: the address is an example."""
EXAMPLE = Rejected(RESERVED, "This address is an example. No mail is sent there.")

AWAY = frozenset({"connect", "disk", "redirect", "401", "402", "403", "404", "405", "407", "429", "500", "503"})
"""Codes of a deferral that is about the other side as a whole: rest before the next message. SMTP has none of these."""


@dataclass(frozen=True)
class Unknown:
    """Handed over, but the answer got lost: it may or may not have been taken (RFC 1047)."""

    text: str = ""


Answer = Accepted | Deferred | Rejected | Unknown


class LookUp(Enum):
    """The answer of a transport about a message that it was once given."""

    ACCEPTED = "accepted"
    NOT_FOUND = "not_found"
    CANNOT_TELL = "cannot_tell"


class Transport(ABC):
    """A way out. Not to be shared between threads. `send` never raises for anything that the other side does."""

    name: str
    """The name that staff read, and the key of its rate budget."""
    idempotent = False
    """True if the same Message-ID, sent twice, is delivered once."""

    @classmethod
    @abstractmethod
    def from_url(cls, url: str) -> "Transport":
        """Return the transport that EMAIL_URL describes. Raises ImproperlyConfigured."""

    @abstractmethod
    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Hand over one message, in at most about 20 s a step. Both addresses are bare ones, as in an envelope."""

    def lookup(self, message_id: str) -> LookUp:
        """Say what became of a message. Only the exact truth counts: a guess is CANNOT_TELL."""
        return LookUp.CANNOT_TELL

    def close(self) -> None:  # noqa: B027 - most keep nothing open
        """Let go of what is kept open; the next message opens it again."""
