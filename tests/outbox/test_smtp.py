"""SMTP as mail servers really answer: a real one on loopback that says what the test wants."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.checked import mail_url, networks
from outbox.transports import RESERVED, Accepted, Deferred, LookUp, Rejected, Unknown, from_url
from outbox.transports.smtp import Server, SmtpTransport

MESSAGE = b"Subject: News\r\n\r\n.A line with a dot\r\nEnd\r\n"


class Handler:
    """Takes mail, or says what it was told to at one step."""

    def __init__(self) -> None:
        self.says: dict[str, list[str]] = {}
        self.taken: list[bytes] = []
        self.connections = 0
        self.most_by_connection = 1000

    def _next(self, step: str, otherwise: str) -> str:
        return self.says[step].pop(0) if self.says.get(step) else otherwise

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        session.count = getattr(session, "count", 0) + 1
        if session.count > self.most_by_connection:
            return "451 4.7.0 Too many messages in this connection"
        answer = self._next("mail", "250 OK")
        if answer == "hang up":
            server.transport.close()
        elif answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self._next("rcpt", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._next("data", "250 2.0.0 queued as 4711")
        if answer == "hang up":
            self.taken.append(envelope.content)  # taken, and nobody will know
            server.transport.close()
        elif answer == "silence":
            await asyncio.sleep(3)
        elif answer.startswith("250"):
            self.taken.append(envelope.content)
        return answer


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def server(handler: Handler) -> Iterator[Controller]:
    class Counting(Controller):
        def factory(self) -> SMTP:
            handler.connections += 1
            return super().factory()

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Counting(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def transport(server: Controller) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(Server("127.0.0.1", server.port), step=1, whole=2)
    yield transport
    transport.close()


def send(transport: SmtpTransport, to: str = "jane@example.org") -> Any:
    return transport.send(MESSAGE, "news@breakwater.example", to, "<1@breakwater.example>")


@pytest.mark.parametrize("to", ["aino.berg@post.example", "Aino@Sub.Kanal.EXAMPLE", "x@throwaway.invalid"])
def test_nothing_is_handed_over_for_an_address_that_is_an_example(
    to: str, transport: SmtpTransport, handler: Handler
) -> None:
    answer = send(transport, to)
    assert isinstance(answer, Rejected)
    assert answer.code == RESERVED
    assert handler.taken == []


def test_messages_arrive_as_they_were_by_one_connection(transport: SmtpTransport, handler: Handler) -> None:
    assert [send(transport) for _ in range(5)] == [Accepted("2.0.0 queued as 4711")] * 5
    assert handler.taken == [MESSAGE] * 5
    assert handler.connections == 2  # the controller's own, to see that it listens, and ours
    assert transport.lookup("<1@breakwater.example>") == LookUp.CANNOT_TELL


@pytest.mark.parametrize(
    ("step", "says", "answer"),
    [
        ("mail", "451 4.3.0 Try later", Deferred("451", "4.3.0 Try later")),
        ("mail", "553 5.1.8 Not from here", Rejected("553", "5.1.8 Not from here")),
        ("mail", "421 4.3.2 Closing", Deferred("421", "4.3.2 Closing")),
        ("rcpt", "450 4.2.0 Greylisted", Deferred("450", "4.2.0 Greylisted")),
        ("rcpt", "550 5.1.1 No such user", Rejected("550", "5.1.1 No such user")),
        ("data", "451 4.3.0 Try later", Deferred("451", "4.3.0 Try later")),
        ("data", "552 5.3.4 Too big", Rejected("552", "5.3.4 Too big")),
        ("data", "554 5.7.1 Spam", Rejected("554", "5.7.1 Spam")),
    ],
)
def test_a_no_and_a_not_now_are_told_apart_and_the_next_message_goes_through(
    step: str, says: str, answer: Any, transport: SmtpTransport, handler: Handler
) -> None:
    handler.says[step] = [says]
    assert send(transport) == answer
    assert handler.taken == []
    assert isinstance(send(transport), Accepted)


@pytest.mark.parametrize("end", ["hang up", "silence"])
def test_an_answer_that_does_not_come_after_the_final_dot_is_unknown(
    end: str, transport: SmtpTransport, handler: Handler
) -> None:
    handler.says["data"] = [end]
    assert isinstance(send(transport), Unknown)
    assert isinstance(send(transport), Accepted)


def test_a_server_that_wants_few_messages_by_one_connection_gets_them_by_several(
    transport: SmtpTransport, handler: Handler
) -> None:
    handler.most_by_connection = 2
    assert all(isinstance(send(transport), Accepted) for _ in range(5))
    assert len(handler.taken) == 5
    assert handler.connections == 1 + 3


def test_a_connection_that_was_closed_meanwhile_costs_nothing(transport: SmtpTransport, handler: Handler) -> None:
    send(transport)
    handler.says["mail"] = ["hang up"]
    assert isinstance(send(transport), Accepted)
    assert len(handler.taken) == 2


def scripted(*lines: bytes, drip: bool = False) -> tuple[int, threading.Thread]:
    """Listen once, say these lines and close. With `drip`, byte by byte."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        peer, _ = listening.accept()
        with closing(listening), closing(peer):
            stop = threading.Event()
            try:
                for line in lines:
                    for piece in [bytes([byte]) for byte in line] if drip else [line]:
                        peer.sendall(piece)
                        stop.wait(0.05 if drip else 0)
                peer.recv(1000)
            except OSError:
                pass

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    return listening.getsockname()[1], thread


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"421 4.3.2 Too busy\r\n", "421"),
        (b"554 5.7.1 Go away\r\n", "554"),
        (b"", "connect"),
        (b"HTTP\r\n", ""),
    ],
)
def test_a_server_that_turns_us_away_says_nothing_of_the_message(greeting: bytes, code: str) -> None:
    port, _thread = scripted(greeting)
    answer = send(SmtpTransport(Server("127.0.0.1", port), step=0.5, whole=1))
    assert isinstance(answer, Deferred)
    assert answer.code == code or not code


@pytest.mark.parametrize("lines", [[b"220-" + b"x" * 500], [b"220 hello\r\n", b"250-" + b"x" * 500]])
def test_a_server_that_drips_bytes_does_not_hold_us(lines: list[bytes]) -> None:
    port, _thread = scripted(*lines, drip=True)
    answer = send(SmtpTransport(Server("127.0.0.1", port, user="u", password="p"), step=1, whole=1))
    assert isinstance(answer, Deferred)


def test_nobody_listening_is_not_now() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert isinstance(send(SmtpTransport(Server("127.0.0.1", port), step=1)), Deferred)


def test_without_the_encryption_that_settings_want_nothing_is_said(server: Controller, handler: Handler) -> None:
    plain = SmtpTransport(Server("127.0.0.1", server.port, "user", "secret", "starttls"), step=1)
    assert isinstance(send(plain), Deferred)
    implicit = SmtpTransport(Server("127.0.0.1", server.port, "user", "secret", "implicit"), step=1)
    assert isinstance(send(implicit), Deferred)
    assert handler.taken == []


def test_a_wrong_setting_stops_start_up() -> None:
    for url in ("", "mail.example", "gopher://mail.example", "smtp://", "smtp:"):
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
            mail_url(url, settings.MAIL_TRANSPORTS)
    with pytest.raises(ImproperlyConfigured, match=r"10\.0\.0\.300"):
        networks(["10.0.0.1", "10.0.0.300"])


def test_settings_name_the_server() -> None:
    transport = from_url("smtp+tls://me%40x:p%2Fw@mail.example")
    assert isinstance(transport, SmtpTransport)
    assert transport.server == Server("mail.example", 587, "me@x", "p/w", "starttls")
    assert from_url("smtps://mail.example").server == Server("mail.example", 465, tls="implicit")  # type: ignore[attr-defined]
    for url in ("smtp://", "gopher://mail.example", "maildir://relative"):
        with pytest.raises(ImproperlyConfigured):
            from_url(url)
