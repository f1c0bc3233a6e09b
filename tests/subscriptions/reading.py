"""A mail server on loopback, and mail as programs read it."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """Takes all mail, and keeps its bytes with whom they were for."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken += [(recipient, bytes(envelope.content)) for recipient in envelope.rcpt_tos]
        return "250 2.0.0 queued"

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return what came for `recipient`, in the order it came."""
        return [parse(content) for whom, content in self.taken if whom == recipient]


def parse(content: bytes) -> EmailMessage:
    """Return a message as Python's own parser understands it."""
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def part(message: EmailMessage, subtype: str) -> str:
    """Return the words of one part."""
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[tuple[Postbox, str]]:
    """Run a real SMTP server; yields its postbox, and its address as a setting."""
    postbox = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
