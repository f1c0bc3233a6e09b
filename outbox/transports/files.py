"""Transports that write each message into a file, complete or not at all, and know exactly what they were given."""

import os
import socket
import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .. import development_mailbox
from .base import Accepted, Answer, Deferred, LookUp, Transport


class MailboxTransport(Transport):
    """The development mailbox: staff read what was "sent" at /admin/mail/, and it goes nowhere."""

    name = "mailbox"

    @classmethod
    def from_url(cls, url: str) -> "MailboxTransport":
        """The mailbox is in the data directory: `mailbox:` says all."""
        return cls()

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Put the message into the mailbox."""
        folder = development_mailbox.folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return Accepted(_write(message, folder, folder / development_mailbox.file_name(message_id)))
        except OSError as error:  # a full disk
            return Deferred("disk", str(error))

    def lookup(self, message_id: str) -> LookUp:
        """Look for its file."""
        found = any(development_mailbox.folder().glob(f"*{development_mailbox.file_suffix(message_id)}.eml"))
        return LookUp.ACCEPTED if found else LookUp.NOT_FOUND


class MaildirTransport(Transport):
    """A maildir (one file a message, as qmail defined it): for a gateway of your own, for tests and trials."""

    name = "maildir"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def from_url(cls, url: str) -> "MaildirTransport":
        """`maildir:///var/spool/newsroom` is the folder that holds new, cur and tmp."""
        path = unquote(urlsplit(url).path)
        if not Path(path).is_absolute():
            raise ImproperlyConfigured("EMAIL_URL of a maildir is maildir:// and the whole path, maildir:///var/mail.")
        return cls(Path(path))

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Write into tmp, then move into new."""
        mark = sha256(message_id.encode()).hexdigest()[:32]
        unique = f"{time.time_ns() // 10**9}.{mark}_{os.getpid()}_{time.monotonic_ns()}.{socket.gethostname()}"
        try:
            for name in ("tmp", "new", "cur"):
                (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            return Accepted(_write(message, self.folder / "tmp", self.folder / "new" / unique))
        except OSError as error:
            return Deferred("disk", str(error))

    def lookup(self, message_id: str) -> LookUp:
        """Look for its file among the new and the read ones."""
        mark = sha256(message_id.encode()).hexdigest()[:32]
        found = any(True for name in ("new", "cur") for _ in (self.folder / name).glob(f"*.{mark}_*"))
        return LookUp.ACCEPTED if found else LookUp.NOT_FOUND


def _write(message: bytes, beside: Path, path: Path) -> str:
    """Write the file at `path`, which appears when all of it is on disk; returns its name."""
    part = beside / f".{path.name}.part"
    try:
        with part.open("xb") as stream:
            stream.write(message)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path.name
