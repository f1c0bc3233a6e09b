"""The development mailbox: mail lands in files that staff can read at /admin/mail/, and goes nowhere."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from uuid6 import uuid7

SHOWN = 200  # newest messages on the staff page


def folder() -> Path:
    """Return the folder of the mailbox; it may not exist yet."""
    return Path(settings.DATA_DIR) / "mail"


def in_use() -> bool:
    """Whether this paper's mail lands in the mailbox."""
    return bool(f"{MailboxBackend.__module__}.{MailboxBackend.__qualname__}" == settings.EMAIL_BACKEND)


class MailboxBackend(BaseEmailBackend):
    """Django mail backend that writes each message to one file, complete or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; returns how many."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{uuid7()}.eml"  # sorts by time
            part = folder() / f".{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(folder() / name)
        return len(email_messages)


@dataclass
class Letter:
    """A message of the mailbox."""

    name: str
    at: datetime
    message: ParsedMessage

    @property
    def text(self) -> str:
        """The plain text of the message."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""


def letters() -> list[Letter]:
    """Return the newest messages, newest first."""
    return [_read(path) for path in sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]]


def letter(name: str) -> Letter | None:
    """Return the message in file `name`, or None if there is no such message."""
    return next((_read(path) for path in folder().glob("*.eml") if path.name == name), None)


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)
