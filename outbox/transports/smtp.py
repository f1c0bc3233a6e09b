"""SMTP (RFC 5321), with a connection that is kept, and the difference between "no", "not now" and "nobody knows"."""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from ..addresses import reaches_nobody
from .base import EXAMPLE, Accepted, Answer, Deferred, Rejected, Transport, Unknown

STEP = 20.0  # seconds that the other side may be silent
WHOLE = 60.0  # seconds for one message, however busily it drips bytes
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """A mail server. `tls`: none, "starttls" or "implicit"; never given up for an unencrypted one."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = ""


class SmtpTransport(Transport):
    """Hands messages to one mail server. It cannot look back: SMTP has no question for that."""

    name = "smtp"

    def __init__(self, server: Server, *, step: float = STEP, whole: float = WHOLE) -> None:
        self.server, self.step, self.whole = server, step, whole
        self._smtp: smtplib.SMTP | None = None

    @classmethod
    def from_url(cls, url: str) -> "SmtpTransport":
        """`smtp://`, `smtp+tls://` (STARTTLS) or `smtp+ssl://`, then user:password@host:port, %-escaped."""
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in PORTS:
            raise ImproperlyConfigured("EMAIL_URL wants a host, such as smtp+tls://user:password@mail.example:587.")
        tls = {"smtp": "", "smtp+tls": "starttls"}.get(parts.scheme, "implicit")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(Server(parts.hostname, parts.port or PORTS[parts.scheme], user, password, tls))

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Hand over one message, by the connection that is open or a new one; none to where nobody has mail."""
        if reaches_nobody(recipient):
            return EXAMPLE
        kept = self._smtp is not None
        answer = self._try(message, sender, recipient)
        if answer is None and kept:
            # The server had closed what we kept open, or wants no more messages by it: that says nothing of this one.
            answer = self._try(message, sender, recipient)
        return answer or Deferred("connect", "The server closed the connection before it took the sender.")

    def close(self) -> None:
        """Say goodbye, if there is time for it."""
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def _try(self, message: bytes, sender: str, recipient: str) -> Answer | None:
        """Return the answer; None if a connection kept from before ended, or refused, at the sender's address."""
        kept = self._smtp is not None
        try:
            smtp = self._smtp or self._connect()
        except smtplib.SMTPResponseException as error:  # a refusal of us, not of the message: try later, even after 5xx
            return self._later(str(error.smtp_code), _words(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:  # ssl.SSLError is an OSError
            return self._later("connect", str(error))
        handed_over = False
        with self._watched(smtp):
            try:
                code, words = smtp.mail(sender, [f"size={len(message)}"] if smtp.has_extn("size") else [])
                if code != 250:
                    return self._refused(code, words, again=kept and code < 500)
                code, words = smtp.rcpt(recipient)
                if code not in (250, 251):
                    return self._refused(code, words)
                code, words = smtp.docmd("data")
                if code != 354:
                    return self._refused(code, words)
                smtp.send(_dotted(message))
                handed_over = True  # from the final dot on, the message is the server's unless it says otherwise
                smtp.send(b".\r\n")
                code, words = smtp.getreply()
                if code != 250:
                    return self._refused(code, words)
                return Accepted(_words(words))
            except smtplib.SMTPResponseException as error:  # an answer that is none: a line without end, no digits
                self._drop()
                return Unknown(_words(error.smtp_error)) if handed_over else Deferred(str(error.smtp_code))
            except (smtplib.SMTPException, OSError) as error:
                self._drop()
                if handed_over:
                    return Unknown(str(error) or type(error).__name__)
                return None if kept else Deferred("connect", str(error) or type(error).__name__)

    def _connect(self) -> smtplib.SMTP:
        """Open a connection, as secure as settings say or not at all."""
        server = self.server
        context = ssl.create_default_context()
        if server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=self.step, context=context)
        else:
            smtp = smtplib.SMTP(timeout=self.step)
        smtp._host = server.host  # type: ignore[attr-defined] # connect() does not tell TLS whom to expect
        try:
            with self._watched(smtp):
                code, words = smtp.connect(server.host, server.port)
                if code != 220:
                    raise smtplib.SMTPConnectError(code, words)
                if server.tls == "starttls":
                    smtp.starttls(context=context)
                if server.user:
                    smtp.login(server.user, server.password)
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        # The final dot follows the body in a write of its own; held back until the body's last packet is acknowledged
        # (RFC 896 and RFC 1122 §4.2.3.2 together) it would cost every message 40 ms.
        if smtp.sock:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp = smtp
        return smtp

    def _refused(self, code: int, words: bytes, *, again: bool = False) -> Answer | None:
        """Turn the server's refusal into an answer, and leave the connection ready for the next message."""
        if code == 421 or again or code < 400:
            self._drop()
        else:
            try:
                self._smtp.rset() if self._smtp else None
            except (smtplib.SMTPException, OSError):
                self._drop()
        if again:
            return None
        return Rejected(str(code), _words(words)) if 500 <= code <= 599 else Deferred(str(code), _words(words))

    def _later(self, code: str, text: str) -> Deferred:
        self._drop()
        return Deferred(code, text)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    @contextlib.contextmanager
    def _watched(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """Cut the line after the time for a whole message: a server that drips a byte now and then is never silent."""
        timer = threading.Timer(self.whole, _cut, [smtp])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(smtp: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if smtp.sock:
            smtp.sock.shutdown(socket.SHUT_RDWR)


def _dotted(message: bytes) -> bytes:
    """Return `message` with CRLF line ends and its leading dots doubled (RFC 5321 §4.5.2), without the final dot."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _words(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:500]
