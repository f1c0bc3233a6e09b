"""Django mail backend: new passwords and the desk's notices leave by the same transport as all other mail."""

import smtplib
from collections.abc import Sequence
from email.utils import getaddresses

import idna
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from . import transports
from .transports import Accepted


class TransportBackend(BaseEmailBackend):
    """Sends at once, while the caller waits."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over the messages; returns how many were taken for all their recipients.

        Raises SMTPException at the first that was not, unless failing silently.
        """
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> bool:
        composed = message.message()
        content = composed.as_bytes(linesep="\r\n")
        sender = _envelope(message.from_email)
        taken = True
        for to in message.recipients():
            recipient = _envelope(to)
            answer = transports.default().send(content, sender, recipient, str(composed["Message-ID"] or ""))
            if not isinstance(answer, Accepted):
                taken = False
                if not self.fail_silently:
                    raise smtplib.SMTPException(f"The mail server did not take the message: {answer}")
        return taken


def _envelope(written: str) -> str:
    """Return the bare address of a header such as "Mara <mara@bücher.example>", its domain in ASCII.

    Raises ValueError if there is not one, or if its local part is not ASCII. Not `deliverable`: what Django sends may
    go to root@localhost.
    """
    addresses = [address for _name, address in getaddresses([written])]
    local, _at, domain = addresses[0].rpartition("@") if len(addresses) == 1 else ("", "", "")
    if not local or not domain or not local.isascii():
        raise ValueError(f"This is not one mail address: {written}")
    return f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"
