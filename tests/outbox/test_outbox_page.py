"""The outbox in the admin: what became of every mail, and another try for what failed."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from outbox import sending
from outbox.models import OutgoingMail
from outbox.transports import Rejected, Unknown
from tests.transports import RecordingTransport

OUTBOX = "/admin/outbox/"
Notice = Callable[..., OutgoingMail]


@pytest.fixture
def failed(notice: Notice) -> OutgoingMail:
    """A mail that the mail server refused."""
    row = notice()
    sending.send_due(RecordingTransport([Rejected("550", "5.1.1 No <b>such</b> user")]))
    return row


def test_the_board_sees_what_the_mail_server_said_and_no_address(client: Any, board: Any, failed: Any) -> None:
    client.force_login(board)
    page = client.get(OUTBOX).content.decode()
    text = BeautifulSoup(page, "html5lib").get_text(" ", strip=True)
    assert "Answer to Gas & bread" in text
    assert "550 5.1.1 No <b>such</b> user" in text
    assert "j…@example.org" in text
    assert "jane@example.org" not in page


def test_a_failed_mail_is_tried_again_by_one_button(client: Any, board: Any, failed: OutgoingMail) -> None:
    client.force_login(board)
    form = BeautifulSoup(client.get(OUTBOX).content, "html5lib").select_one("form[action*=retry]")
    assert form is not None
    assert client.get(form["action"]).status_code == 405
    client.post(form["action"])
    assert sending.send_due(RecordingTransport()) == 1
    failed.refresh_from_db()
    assert failed.state == "sent"
    assert "or was answered meanwhile" in client.post(form["action"], follow=True).content.decode()


def test_an_uncertain_mail_is_shown_as_such(client: Any, board: Any, notice: Notice) -> None:
    notice()
    sending.send_due(RecordingTransport([Unknown("lost")]))
    client.force_login(board)
    assert len(client.get(OUTBOX, {"state": "uncertain"}).context["mails"]) == 1
    assert len(client.get(OUTBOX, {"state": "sent"}).context["mails"]) == 0


def test_the_list_goes_on_where_the_page_before_ended(
    client: Any, board: Any, notice: Notice, monkeypatch: Any
) -> None:
    monkeypatch.setattr("outbox.views.ROWS", 2)
    rows = [notice(headline=f"Number {number}") for number in range(5)]
    client.force_login(board)
    seen, before = [], ""
    while before is not None:
        context = client.get(OUTBOX, {"before": before}).context
        seen += [mail.pk for mail in context["mails"]]
        before = context["older"]
    assert seen == [row.pk for row in reversed(rows)]
    assert client.get(OUTBOX, {"before": "nonsense"}).status_code == 200


@pytest.mark.parametrize("role", ["Editor", "Reporter", "Moderator", "Audience"])
def test_nobody_else_sees_or_retries(role: str, client: Any, make_user: Any, failed: OutgoingMail) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(OUTBOX).status_code in {302, 403}
    assert client.post(f"{OUTBOX}{failed.public_id}/retry/").status_code in {302, 403}
    failed.refresh_from_db()
    assert failed.state == "failed"
