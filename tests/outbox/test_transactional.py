"""Transactional mail is written in the caller's transaction, and what is in it cannot become a header."""

import email
import email.policy
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from outbox import suppression
from outbox.addresses import address_hash
from outbox.letterhead import Letterhead
from outbox.message import compose, one_line
from outbox.models import OutgoingMail
from outbox.sending import send_due
from outbox.transactional import send_transactional
from tests.transports import RecordingTransport

Notice = Callable[..., OutgoingMail]
EVIL = [
    "Gas\r\nBcc: all@example.org",
    "Gas\nX-Evil: 1",
    "Gas\rX-Evil: 1",
    "Gas\u2028X-Evil: 1",
    "Gas\x00\x0bX-Evil",
    "Gas\x85X-Evil: 1",
    "=?utf-8?q?Gas=0D=0AX-Evil:_1?=",
    "word " * 200,
    "é" * 999,
]


def handed_over() -> Any:
    transport = RecordingTransport()
    while send_due(transport):
        pass
    return transport.handed


def test_the_mail_says_who_sends_it_and_to_whom_in_text_and_html(notice: Notice, paper: Any) -> None:
    paper.mail_sender, paper.letters_address = "news@breakwater.example", "letters@breakwater.example"
    paper.name = "Ü & Sons, “Daily”"
    paper.save()
    row = notice(to="Jane@Example.org")
    (handed,) = handed_over()
    message = handed.message
    assert (handed.sender, handed.recipient) == ("news@breakwater.example", "Jane@example.org")
    assert message["From"].addresses[0].display_name == "Ü & Sons, “Daily”"
    assert message["To"] == "Jane@example.org"
    assert message["Reply-To"] == "letters@breakwater.example"
    assert message["Subject"] == "Answer to Gas & bread"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{row.public_id}@testserver>" == handed.message_id
    assert message["List-Unsubscribe"] == "<https://paper.example/a?leave>"
    assert "in Gas & bread." in message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert '<p style="color: red;">Gas &amp; bread</p>' in html


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_a_story_is_called_adds_a_header(evil: str, notice: Notice) -> None:
    notice(headline="plain")
    notice(headline=evil, link=f"https://paper.example/{evil}")
    plain, handed = handed_over()
    assert sorted(handed.message.keys()) == sorted(plain.message.keys())
    assert not handed.message.defects
    assert max(map(len, handed.content.split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    "to", ["a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "A <a@example.org>"]
)
def test_a_mail_goes_to_one_bare_address_or_is_not_written(to: str, notice: Notice) -> None:
    with pytest.raises(ValidationError):
        notice(to=to)
    assert not OutgoingMail.objects.exists()


def test_a_mail_is_undone_with_the_callers_transaction(notice: Notice) -> None:
    with transaction.atomic():
        notice()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_template_code_in_what_people_wrote_is_only_text(notice: Notice) -> None:
    row = notice(headline="{{ link }} {% now 'Y' %} {link} %recipient.name%")
    assert row.subject == "Answer to {{ link }} {% now 'Y' %} {link} %recipient.name%"
    assert "{{ link }} {% now" in row.text


def test_a_kind_that_no_app_declares_is_refused(paper: Any) -> None:
    with pytest.raises(LookupError):
        send_transactional("nobody.knows", to="a@example.org", context={})


def test_a_suppressed_address_gets_no_mail_and_the_row_says_so(notice: Notice) -> None:
    suppression.suppress(address_hash("jane@example.org"), "all", "complaint")
    row = notice(to="JANE@example.org")
    assert (row.state, row.to_email, row.text) == ("suppressed", "", "")
    assert notice(to="ada@example.org").state == "waiting"


def test_who_wants_no_stories_still_gets_what_they_asked_for(notice: Notice) -> None:
    hashed = address_hash("jane@example.org")
    suppression.suppress(hashed, "marketing", "erased")
    assert suppression.is_suppressed(hashed, "marketing")
    assert not suppression.is_suppressed(hashed, "all")
    assert notice().state == "waiting"


def test_lifting_can_be_kept_to_some_reasons_and_the_first_reason_stays(db: Any) -> None:
    suppression.suppress("a" * 64, "marketing", "complaint")
    assert suppression.suppress("a" * 64, "marketing", "erased").reason == "complaint"
    assert suppression.lift("a" * 64, "marketing", reasons=["erased", "unsub_all"]) == 0
    assert suppression.lift("a" * 64, "all") == 0
    assert suppression.lift("a" * 64, "marketing") == 1


@pytest.mark.parametrize(
    "subject",
    [
        "“Seven” countries 🌍 share: " + "Ærøskøbing " * 12 + "end",
        "é" * 300,
        "Ends here?= =?utf-8?q?no?= é",
        "Plain " * 40 + "x",
    ],
)
def test_a_long_subject_arrives_as_it_was_written(subject: str) -> None:
    content = compose(
        head=Letterhead("news@breakwater.example", "Ærø"),
        to="jane@example.org",
        subject=subject,
        text="Hello",
        html="",
        id_="<1@breakwater.example>",
        date=timezone.now(),
        headers={},
    )
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert email.message_from_bytes(content, policy=email.policy.default)["Subject"] == one_line(subject)
