"""Composition of messages (RFC 5322), and safe header values."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from .addresses import normalise
from .letterhead import Letterhead

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class _Policy(EmailPolicy):
    """An email policy that writes a subject that is not ASCII in encoded words throughout (RFC 2047).

    Python's own policy loses spaces where a long one is folded (gh-144156).
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return one header as bytes."""
        if name.lower() != "subject" or value.isascii():
            return super().fold_binary(name, value)
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")

    def fold(self, name: str, value: str) -> str:
        """Return one header as text."""
        return self.fold_binary(name, value).decode("ascii", "surrogateescape")


POLICY = _Policy(linesep="\r\n")


def one_line(text: str) -> str:
    """Return `text` as a header value: control characters and Unicode line breaks become spaces.

    Encoded words (RFC 2047) in it are broken up: Python would decode them, with line breaks, when the header is set.
    """
    return " ".join(_BREAKS.sub(" ", text).replace("=?", "= ?").split())


def message_id(public_id: uuid.UUID) -> str:
    """Return the Message-ID of the mail with this id; it never changes."""
    return f"<{public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def sender_address(sender: str) -> str:
    """Return the bare address of a header such as "The Breakwater <news@breakwater.example>"."""
    return parseaddr(sender)[1]


def compose(
    *,
    head: Letterhead,
    to: str,
    subject: str,
    text: str,
    html: str,
    id_: str,
    date: datetime,
    headers: Mapping[str, str],
) -> bytes:
    """Return a message with text and HTML parts to one address; `headers` are additional.

    Raises ValidationError if `to` is not one bare address, and ValueError if a header's name is not one, or a
    header would become two.
    """
    normalise(to)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(one_line(head.name), addr_spec=head.address)
    message["To"] = to
    if head.reply_to:
        message["Reply-To"] = head.reply_to
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = id_
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: keeps holiday replies away
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or name in message:
            raise ValueError(f"{name!r} cannot be a further header.")
        message[name] = one_line(value)
    message.set_content(text, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    content = message.as_bytes()
    if message_from_bytes(content).keys() != message.keys():  # defence in depth against header injection
        raise ValueError("Something in this mail would have become a header of its own.")
    return content
