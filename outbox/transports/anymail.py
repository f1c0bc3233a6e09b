"""The API of a mail provider (Postmark, Mailgun, Brevo and others), spoken by django-anymail."""

import logging
import re
from email import message_from_bytes
from email.message import EmailMessage as Parsed
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from ..addresses import is_reserved
from .base import EXAMPLE, Accepted, Answer, Deferred, Rejected, Transport, Unknown

try:
    from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailRequestsAPIError
    from requests import PreparedRequest, Response, TooManyRedirects
    from requests.adapters import HTTPAdapter
except ImportError:
    raise ImproperlyConfigured(
        "EMAIL_URL names a mail provider, which needs django-anymail: .venv/bin/python -m pip install django-anymail"
    ) from None

logger = logging.getLogger(__name__)

STEP = 20.0  # seconds that the provider may be silent
METADATA = "newsroom"  # under which the provider keeps, and tells with each event, the id of the mail
ABOUT_US = frozenset({401, 402, 403, 404, 405, 407, 408, 425, 429})
"""Refusals that say nothing of the message: a wrong key or address, an unpaid bill, too much at once."""
LOST = frozenset({502, 504})
"""A gateway of the provider's got no answer from what is behind it, where the message may have been taken."""

_HEADERS_OF_THEIRS = re.compile(r"from|to|reply-to|subject|date|mime-version|content-.*", re.IGNORECASE)
_KEEPS_ID = {"postmark": {"X-PM-KeepID": "true"}}  # otherwise it replaces our Message-ID


class AnymailTransport(Transport):
    """Hands messages to one provider, each with a request of its own, over a connection that is kept."""

    def __init__(self, provider: str, backend: Any) -> None:
        self.name, self._backend = provider, backend
        self._watch = _Watch()

    @classmethod
    def from_url(cls, url: str) -> "AnymailTransport":
        """`anymail+postmark:` says all; keys are in the settings that anymail has for them, see `ANYMAIL`."""
        parts = urlsplit(url)
        if (parts.netloc + parts.path).strip("/") or parts.query or parts.fragment:
            raise ImproperlyConfigured(
                f"EMAIL_URL is only “{parts.scheme}:”; keys of the provider are variables that begin with ANYMAIL_."
            )
        provider = parts.scheme.partition("+")[2].replace("-", "_")
        backend = import_string(f"anymail.backends.{provider}.EmailBackend")
        try:
            # What a provider has no words for is left out: some cannot keep metadata, or do not track anyway.
            # All of them take headers, and there is nothing else in our mail.
            made = backend(ignore_unsupported_features=True, ignore_recipient_status=True, timeout=STEP)
        except AnymailConfigurationError as error:
            missing = re.search(r"ANYMAIL_\w+", str(error))
            words = f"{missing[0]} is missing." if missing else " ".join(str(error).split())
            raise ImproperlyConfigured(f"EMAIL_URL={parts.scheme}: {words}") from None
        return cls(provider, made)

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        """Hand over one message; none to where nobody has mail."""
        if is_reserved(recipient):
            return EXAMPLE
        if self._backend.open():
            self._watch.over(self._backend.session)
        self._watch.handed_over = False
        try:
            mail = self._letter(message, recipient, message_id)
            self._backend.send_messages([mail])
            return _taken(mail)
        except AnymailRequestsAPIError as error:
            return self._refused(error)
        except Exception as error:  # an answer that nobody foresaw; or, before, a message that cannot be said
            if self._watch.handed_over:
                logger.exception("%s gave an answer that we do not understand", self.name)
                return Unknown(str(error))
            if isinstance(error, AnymailError):
                return Rejected("compose", str(error))
            raise

    def close(self) -> None:
        """Close the connection; the next message opens it again."""
        self._backend.close()

    def _letter(self, content: bytes, recipient: str, message_id: str) -> EmailMultiAlternatives:
        """Take our message apart into what an API wants to know."""
        parsed: Parsed = message_from_bytes(content, policy=default)
        headers = {name: str(value) for name, value in parsed.items() if not _HEADERS_OF_THEIRS.fullmatch(name)}
        mail = EmailMultiAlternatives(
            subject=str(parsed["Subject"]),
            body=_part(parsed, "plain"),
            from_email=str(parsed["From"].addresses[0]),
            to=[recipient],
            reply_to=[str(one) for one in parsed["Reply-To"].addresses] if parsed["Reply-To"] else None,
            headers=headers | _KEEPS_ID.get(self.name, {}),
        )
        if html := _part(parsed, "html"):
            mail.attach_alternative(html, "text/html")
        mail.metadata = {METADATA: message_id.strip("<>").partition("@")[0]}
        mail.track_opens = mail.track_clicks = False  # whatever is switched on at the provider's
        return mail

    def _refused(self, error: AnymailRequestsAPIError) -> Answer:
        """Turn what went wrong into an answer."""
        status, words = error.status_code, _words(error)
        if isinstance(error, TooManyRedirects):
            return Deferred("redirect", words)
        if status is None:  # no answer at all
            self.close()
            return Unknown(words) if self._watch.handed_over else Deferred("connect", words)
        if status < 300 or status in LOST:
            return Unknown(f"{status} {words}")
        if status in ABOUT_US or status >= 500:
            return Deferred(str(status), words)
        return Rejected(str(status), words)


class _Watch(HTTPAdapter):
    """Knows whether a request got as far as its body: until then the other side cannot have taken the message."""

    def __init__(self) -> None:
        super().__init__()
        self.handed_over = False

    def over(self, session: Any) -> None:
        """Watch over what `session` sends, and follow nobody who says that the API is elsewhere."""
        session.mount("https://", self)
        session.mount("http://", self)
        session.max_redirects = 0

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send the request with a body that tells when it is read."""
        watched = request.copy()
        body: Any = request.body or b""
        watched.body = _Body(body.encode() if isinstance(body, str) else body, self)
        return super().send(watched, *args, **kwargs)


class _Body:
    """The body of a request, which is read when the connection stands and the headers are sent, and not before."""

    def __init__(self, content: bytes, watch: _Watch) -> None:
        self._rest, self._watch = content, watch

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        self._watch.handed_over = True
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _part(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part else ""


def _taken(mail: EmailMultiAlternatives) -> Answer:
    """Return what the provider says of the one recipient."""
    status = mail.anymail_status
    one = next(iter(status.recipients.values()), None)
    said = _one_line(getattr(status.esp_response, "text", ""))
    if getattr(status.esp_response, "status_code", 0) >= 400:  # a refusal that anymail reads as one of the recipient
        return Rejected(one.status if one else "rejected", said)
    if one is None or (one.status == "unknown" and not one.message_id):
        return Unknown("The provider answered, but did not say what it will do.")
    if one.status in {"invalid", "rejected", "failed"}:
        return Rejected(one.status, said)
    return Accepted(str(one.message_id or ""))


def _words(error: AnymailRequestsAPIError) -> str:
    """Return what the provider said, or else what happened instead."""
    said = error.response.text if error.response is not None else ""
    return _one_line(said or str(error.__cause__ or error))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]
