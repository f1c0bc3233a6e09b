"""E9: headers and encoding of mailings, read from the bytes of the message."""

import email
import email.policy
import re
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Paper
from subscriptions.models import Delivery, Mailing, Topic
from subscriptions.sending import content as wording
from subscriptions.sending import renderer
from subscriptions.sending.sender import MailingSender

from .recording import Recording

pytestmark = pytest.mark.django_db

NASTY = [
    "Ends\r\nBcc: joe@example.org",
    "=?utf-8?q?a=0d=0aBcc:_joe@example.org?=",
    "a\u2028Bcc: b",
    "é" * 300,
]


def sent(mailing: Mailing) -> Any:
    transport = Recording()
    MailingSender(transport).send_some()
    return [email.message_from_bytes(content, policy=email.policy.default) for _to, _at, content in transport.given]


def test_the_headers_let_a_mail_program_and_a_person_leave(subscribe: Any, mail_story: Any, paper: Any) -> None:
    """E9; RFC 2369, 2919, 8058, 3834."""
    subscribe("jane@example.org")
    subscribe("joe@example.org")
    first, second = sent(mail_story())
    assert re.fullmatch(r"<http://testserver/subscribe/leave/\S+/>", first["List-Unsubscribe"])
    assert first["List-Unsubscribe"] != second["List-Unsubscribe"]
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["List-Id"] == "<stories.testserver>"
    assert (first["Auto-Submitted"], first["List-Post"]) == ("auto-generated", "NO")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"] == f"<{Delivery.objects.get(to_email='jane@example.org').public_id}@testserver>"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    for name in ("List-Help", "List-Subscribe", "List-Archive", "List-Owner", "Archived-At", "From", "Date"):
        assert len(first.get_all(name)) == 1, name


def test_nothing_in_the_mail_is_loaded_or_counted_by_anybody(subscribe: Any, mail_story: Any) -> None:
    subscribe()
    [letter] = sent(mail_story())
    html = letter.get_body(("html",)).get_content()
    assert not re.search(r"<(script|link|iframe|form)|src=|url\(|@import", html)
    links = set(re.findall(r'href="([^"]+)"', html))
    assert all(link.startswith("http://testserver/") for link in links)
    assert "slot" not in html + letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize("text", NASTY)
def test_no_text_of_ours_can_become_a_header_or_a_recipient(
    text: str, subscribe: Any, mail_story: Any, world: Any
) -> None:
    subscribe("jane@example.org", Topic.objects.about(world))
    mailing = mail_story()
    Paper.objects.update(mail_sender_name=text[:60])
    type(world).objects.filter(pk=world.pk).update(name=text[:60])
    mailing.subject = renderer.one_line(text)[:300]
    mailing.save()
    names = {"Bcc", "bcc", "b"}
    [letter] = sent(mailing)
    assert not names & set(letter.keys())
    assert letter["To"] == "jane@example.org"


def test_what_a_story_says_comes_out_as_it_says_it(subscribe: Any, mail_story: Any) -> None:
    """Template tags and merge tags are words like others."""
    subscribe()
    words = "{{ paper.name }} {% now %} %recipient.x% slot0123456789abcdef-leave_url- <b>bold</b>"
    [letter] = sent(mail_story("Tags", standfirst=words))
    assert words in " ".join(letter.get_body(("plain",)).get_content().split())
    assert "&lt;b&gt;bold&lt;/b&gt;" in letter.get_body(("html",)).get_content()


def test_the_bytes_survive_a_mail_server_that_takes_only_what_the_standard_allows(
    subscribe: Any, mail_story: Any
) -> None:
    """RFC 5322 §2.1.1: lines of at most 998 octets, and CR LF in pairs only; RFC 2045: seven bits."""
    subscribe()
    mail_story("Über Öl", standfirst="ü" * 600)
    transport = Recording()
    MailingSender(transport).send_some()
    [(_to, _at, content)] = transport.given
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert "ü" * 600 in parsed.get_body(("plain",)).get_content().replace("\r\n", "")


def test_a_mail_that_programs_would_cut_off_is_not_sent(subscribe: Any, make_story: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(wording, "MAX_HTML_BYTES", 500)
    mailing = Mailing(kind="article", article=make_story(), frozen_at=timezone.now())
    with pytest.raises(wording.TooLarge):
        renderer.write(mailing)
