"""A transport that keeps what it was given and answers what the test says."""

import email
import email.policy
from dataclasses import dataclass, field
from typing import Any

from outbox.transports import Accepted, Answer, LookUp, Transport


@dataclass
class Handed:
    """One message as it left."""

    content: bytes
    message: Any
    sender: str
    recipient: str
    message_id: str


@dataclass
class RecordingTransport(Transport):
    """Answers `answers` one after the other, then takes everything. An exception among them is raised."""

    answers: list[Answer | BaseException] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    name = "recording"

    @classmethod
    def from_url(cls, url: str) -> "RecordingTransport":
        return cls()

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Keep it, and answer."""
        parsed = email.message_from_bytes(message, policy=email.policy.default)
        self.handed.append(Handed(message, parsed, sender, recipient, message_id))
        answer = self.answers.pop(0) if self.answers else Accepted()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def lookup(self, message_id: str) -> LookUp:
        """Know exactly."""
        return LookUp.ACCEPTED if any(one.message_id == message_id for one in self.handed) else LookUp.NOT_FOUND
