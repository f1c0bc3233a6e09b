"""Django mail backend: new passwords and the desk's notices leave by the same transport as all other mail."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from . import transports
from .message import sender_address
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
        sender = sender_address(sanitize_address(message.from_email, "utf-8"))
        taken = True
        for to in message.recipients():
            recipient = sender_address(sanitize_address(to, "utf-8"))
            answer = transports.default().send(content, sender, recipient, str(composed["Message-ID"] or ""))
            if not isinstance(answer, Accepted):
                taken = False
                if not self.fail_silently:
                    raise smtplib.SMTPException(f"The mail server did not take the message: {answer}")
        return taken
