"""Transports that write files, Django's own mail among what goes by them, and the worker that never stops for mail."""

import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from newsroom.runtime.worker import Mailer, Ticker
from outbox import development_mailbox, transports
from outbox.backend import TransportBackend
from outbox.models import OutgoingMail
from outbox.transports import Accepted, Deferred, LookUp, from_url
from tests.transports import RecordingTransport

MESSAGE = b"Subject: News\r\n\r\nText\r\n"


@pytest.fixture(params=["mailbox:", "maildir"])
def transport(request: Any, tmp_path: Path) -> Any:
    return from_url(request.param if request.param == "mailbox:" else f"maildir://{tmp_path}/a%20maildir")


def test_what_was_taken_is_known_exactly(transport: Any, tmp_path: Path) -> None:
    assert transport.lookup("<1@a>") == LookUp.NOT_FOUND
    assert isinstance(transport.send(MESSAGE, "a@a.example", "b@b.example", "<1@a>"), Accepted)
    assert transport.lookup("<1@a>") == LookUp.ACCEPTED
    assert transport.lookup("<*@a>") == transport.lookup("<1@>") == LookUp.NOT_FOUND
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [MESSAGE]
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


def test_a_disk_that_takes_nothing_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    transport = from_url(f"maildir://{tmp_path}/file/maildir")
    assert isinstance(transport.send(MESSAGE, "a@a.example", "b@b.example", "<1@a>"), Deferred)


def test_a_new_password_goes_the_same_way(paper: Any) -> None:
    message = EmailMultiAlternatives("Neues Paßwort", "Here: …", "Desk <desk@a.example>", ["Mara <mara@a.example>"])
    assert TransportBackend().send_messages([message]) == 1
    (letter,) = development_mailbox.letters()
    assert letter.message["Subject"] == "Neues Paßwort"
    assert letter.text.strip() == "Here: …"


@pytest.mark.parametrize(
    ("written", "envelope"),
    [
        ("mara@a.example", "mara@a.example"),
        ("Mara Lindqvist <Mara.L@a.example>", "Mara.L@a.example"),
        ("Märä <mara@bücher.example>", "mara@xn--bcher-kva.example"),
        ('"Lindqvist, Mara" <mara@a.example>', "mara@a.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_the_envelope_holds_the_bare_address(written: str, envelope: str, monkeypatch: Any) -> None:
    server = RecordingTransport([])
    monkeypatch.setattr(transports, "default", lambda: server)
    assert TransportBackend().send_messages([EmailMultiAlternatives("A", "b", written, [written])]) == 1
    assert [(sent.sender, sent.recipient) for sent in server.handed] == [(envelope, envelope)]


@pytest.mark.parametrize("written", ["mara", "mara@", "@a.example", "a@a.example, b@b.example", "märä@a.example"])
def test_what_is_not_one_address_is_refused(written: str, monkeypatch: Any) -> None:
    server = RecordingTransport([])
    monkeypatch.setattr(transports, "default", lambda: server)
    with pytest.raises(ValueError, match="address"):
        TransportBackend().send_messages([EmailMultiAlternatives("A", "b", written, ["mara@a.example"])])
    assert not server.handed


def test_a_refused_message_is_no_secret(monkeypatch: Any) -> None:
    monkeypatch.setattr(transports, "default", lambda: RecordingTransport([Deferred("450", "later")] * 2))
    message = EmailMultiAlternatives("A", "b", "desk@a.example", ["mara@a.example"])
    with pytest.raises(OSError, match="later"):
        TransportBackend().send_messages([message])
    assert TransportBackend(fail_silently=True).send_messages([message]) == 0


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_silent_keeps_the_clock_from_nothing(
    notice: Callable[..., OutgoingMail], monkeypatch: Any
) -> None:
    notice()
    reached, go_on = threading.Event(), threading.Event()

    class Silent(RecordingTransport):
        def send(self, *args: Any) -> Any:
            reached.set()
            go_on.wait(10)
            return super().send(*args)

    monkeypatch.setattr(transports, "default", Silent)
    mailer = Mailer()
    mailer.start()
    try:
        assert reached.wait(10)
        assert OutgoingMail.objects.get().state == "uncertain"  # written before it is handed over
        Ticker().tick()
    finally:
        mailer.stopping.set()
        go_on.set()
        mailer.join()
    assert OutgoingMail.objects.get().state == "sent"
