"""The development mailbox: files of messages that staff can read at /admin/mail/, instead of sending."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from uuid6 import uuid7

SHOWN = 200  # newest messages on the staff page


def folder() -> Path:
    """Return the folder of the mailbox; it may not exist yet."""
    return Path(settings.DATA_DIR) / "mail"


def in_use() -> bool:
    """Return whether mail is written to the mailbox."""
    return urlsplit(settings.EMAIL_URL).scheme == "mailbox"


def file_name(message_id: str) -> str:
    """Return a new file name for a message: it sorts by time and ends with `file_suffix`."""
    return f"{uuid7()}{file_suffix(message_id)}.eml"


def file_suffix(message_id: str) -> str:
    """Return the end of the file name of the message with this Message-ID."""
    return f"-{sha256(message_id.encode()).hexdigest()[:32]}"


@dataclass
class StoredMessage:
    """A message of the mailbox."""

    name: str
    at: datetime
    message: ParsedMessage

    @property
    def text(self) -> str:
        """Return the plain text of the message."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""


def letters() -> list[StoredMessage]:
    """Return the newest messages, newest first."""
    return [_read(path) for path in sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]]


def letter(name: str) -> StoredMessage | None:
    """Return the message in file `name`, or None if there is no such message."""
    return next((_read(path) for path in folder().glob("*.eml") if path.name == name), None)


def _read(path: Path) -> StoredMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return StoredMessage(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)
