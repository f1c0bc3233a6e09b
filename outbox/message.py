"""From words to the bytes that a transport takes."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from .addresses import normalise

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def one_line(text: str) -> str:
    """Return `text` as a header can hold it: control characters and line breaks of any script become spaces."""
    return " ".join(_BREAKS.sub(" ", text).split())


def message_id(public_id: uuid.UUID) -> str:
    """Return the Message-ID of the mail with this id, the same whenever it is asked for."""
    return f"<{public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def sender_address(sender: str) -> str:
    """Return the bare address of a header such as "The Breakwater <news@breakwater.example>"."""
    return parseaddr(sender)[1]


def compose(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    id_: str,
    date: datetime,
    headers: Mapping[str, str],
    reply_to: str = "",
) -> bytes:
    """Return one message, text and HTML of the same, to one address. `headers` are further ones.

    Raises ValidationError if `to` is not one bare address, and ValueError if a header's name is not one.
    """
    normalise(to)
    message = EmailMessage(policy=SMTP)
    message["From"] = from_header(sender)
    message["To"] = to
    if reply_to:
        message["Reply-To"] = from_header(reply_to)
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
    return message.as_bytes()


def from_header(text: str) -> Address:
    """Return "The Breakwater <news@…>" as a header holds it. Raises ValidationError if there is no address in it."""
    name, address = parseaddr(one_line(text))
    if "@" not in address:
        raise ValidationError(f"{text!r} is not an address to send from.")
    return Address(display_name=name, addr_spec=address)
