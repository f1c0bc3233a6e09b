"""A mail provider as it really answers: one on loopback, which django-anymail takes for Postmark."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.checked import provider_settings
from outbox.transports import AWAY, RESERVED, Accepted, Deferred, LookUp, Rejected, Unknown, from_url
from outbox.transports.anymail import AnymailTransport
from tests.provider import Provider, listening

ROOT = Path(__file__).parents[2]
ID = "0190b6a2-0000-7000-8000-000000000001"
MESSAGE = (
    "From: =?utf-8?q?The_Br=C3=A9akwater=2C_daily?= <news@breakwater.example>\r\n"
    "To: jane@example.org\r\nReply-To: desk@breakwater.example\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n"
    f"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{ID}@breakwater.example>\r\n"
    "Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nList-Id: <stories.breakwater.example>\r\n"
    "List-Unsubscribe: <https://breakwater.example/subscribe/leave/token/>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Caf=C3=A9 =\r\nopen\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Open</p>\r\n--b--\r\n"
).encode()


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with listening() as provider:
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "a token", "POSTMARK_API_URL": provider.url}
        yield provider


@pytest.fixture
def transport(provider: Provider) -> Iterator[Any]:
    transport = from_url("anymail+postmark:")
    yield transport
    transport.close()


def send(transport: Any, to: str = "jane@example.org") -> Any:
    return transport.send(MESSAGE, "news@breakwater.example", to, f"<{ID}@breakwater.example>")


def test_a_mail_arrives_at_the_provider_as_it_was_with_all_that_lets_people_leave(
    transport: Any, provider: Provider
) -> None:
    assert send(transport) == Accepted("pm-1")
    mail = provider.taken[0]
    assert (mail["To"], mail["Subject"], mail["ReplyTo"]) == ("jane@example.org", "Café", "desk@breakwater.example")
    assert mail["From"] == '"The Bréakwater, daily" <news@breakwater.example>'
    assert (mail["TextBody"].rstrip(), mail["HtmlBody"].rstrip()) == ("Café open", "<p>Open</p>")
    assert {header["Name"]: header["Value"] for header in mail["Headers"]} == {
        "Message-ID": f"<{ID}@breakwater.example>",
        "X-PM-KeepID": "true",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "List-Id": "<stories.breakwater.example>",
        "List-Unsubscribe": "<https://breakwater.example/subscribe/leave/token/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert mail["Metadata"] == {"newsroom": ID}
    assert (mail["TrackOpens"], mail["TrackLinks"]) == (False, "None"), "nobody is watched while they read"
    assert provider.tokens == ["a token"]


def test_many_mails_go_by_one_connection(transport: Any, provider: Provider) -> None:
    assert [type(send(transport)) for _ in range(5)] == [Accepted] * 5
    assert provider.connections == 1
    assert transport.lookup(f"<{ID}@breakwater.example>") == LookUp.CANNOT_TELL


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ((422, '{"ErrorCode": 300, "Message": "Invalid \'To\' address"}'), Rejected),
        ((422, '{"ErrorCode": 406, "Message": "Found inactive addresses: jane@example.org. Inactive"}'), Rejected),
        ((413, "too large"), Rejected),
        ((429, "slow down"), Deferred),
        ((500, "{}"), Deferred),
        ((503, "maintenance"), Deferred),
        ((401, '{"ErrorCode": 10, "Message": "Bad or missing API token."}'), Deferred),
        ((302, "http://127.0.0.1:1/elsewhere"), Deferred),
        ((502, "bad gateway"), Unknown),
        ((504, "gateway timeout"), Unknown),
        ((200, "<html>not what we know</html>"), Unknown),
        ((200, "[]"), Unknown),
        ((200, "7"), Unknown),
        ("hang up", Unknown),
    ],
)
def test_a_no_a_not_now_and_a_lost_answer_are_told_apart_and_the_next_mail_goes_through(
    says: Any, answer: type, transport: Any, provider: Provider
) -> None:
    provider.answers = [says]
    said = send(transport)
    assert isinstance(said, answer), said
    if isinstance(said, Deferred):
        assert said.code in AWAY, "the sender rests: nothing is wrong with this mail"
    assert isinstance(send(transport), Accepted)


def test_what_the_provider_said_can_be_read_by_staff(transport: Any, provider: Provider) -> None:
    provider.answers = [(422, '{"ErrorCode": 300,\n "Message": "Zero recipients"}')]
    assert send(transport) == Rejected("422", '{"ErrorCode": 300, "Message": "Zero recipients"}')


def test_a_provider_that_is_silent_after_it_got_the_mail_leaves_us_not_knowing(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outbox.transports.anymail.STEP", 0.3)
    provider.answers = ["silence"]
    transport = from_url("anymail+postmark:")
    assert isinstance(send(transport), Unknown)
    transport.close()


def test_a_provider_that_cannot_be_reached_has_taken_nothing(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": f"http://127.0.0.1:{port}/"}
    answer = send(from_url("anymail+postmark:"))
    assert isinstance(answer, Deferred)
    assert answer.code == "connect"


def test_without_the_encryption_that_the_address_asks_for_nothing_is_said(provider: Provider, settings: Any) -> None:
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": provider.url.replace("http:", "https:")}
    answer = send(from_url("anymail+postmark:"))
    assert isinstance(answer, Deferred)
    assert answer.code == "connect"
    assert provider.taken == []


def test_nothing_is_handed_over_for_an_address_that_is_an_example(transport: Any, provider: Provider) -> None:
    answer = send(transport, "aino@post.example")
    assert isinstance(answer, Rejected)
    assert answer.code == RESERVED
    assert provider.taken == []


def test_every_provider_in_the_settings_can_be_chosen(settings: Any) -> None:
    keys = ("API_KEY", "API_TOKEN", "SERVER_TOKEN", "SECRET_KEY", "API_URL", "PROJECT_ID")
    for name in settings.MAIL_PROVIDERS:
        provider = name.replace("-", "_")
        settings.ANYMAIL = {f"{provider.upper()}_{key}": "https://provider.invalid/" for key in keys}
        transport = from_url(f"anymail+{name}:")
        assert isinstance(transport, AnymailTransport)
        assert transport.name == provider


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Start a process of the paper; it gets as far as its settings."""
    first = environment.pop("first", "")
    code = (
        f"import runpy, sys\n{first}\nsys.argv = ['manage.py', 'check']\nrunpy.run_path('manage.py', None, '__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings.development"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


NOT_INSTALLED = "sys.modules['anymail'] = None"


@pytest.mark.processes
@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"EMAIL_URL": "anymail+postmark:"}, "EMAIL_URL=anymail+postmark: ANYMAIL_POSTMARK_SERVER_TOKEN is missing."),
        (
            {"EMAIL_URL": "anymail+postmark:", "ANYMAIL_POSTMARK_SERVER_TOKEN": "t", "first": NOT_INSTALLED},
            ".venv/bin/python -m pip install django-anymail",
        ),
        ({"EMAIL_URL": "anymail+amazon-ses:"}, "EMAIL_URL must begin with one of anymail+brevo"),
    ],
)  # fmt: skip
def test_what_is_missing_stops_start_up_with_one_line_that_names_it(environment: dict[str, str], says: str) -> None:
    ended = start(**environment)
    assert ended.returncode != 0
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    assert says in lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANYMAIL_POSTMARK_SERVER_TOKEN", "token\n"),
        ("ANYMAIL_POSTMARK_SERVER_TOKEN", "to\x00ken"),
        ("ANYMAIL_POSTMARK_API_URL", "api.postmark.example"),
        ("ANYMAIL_WEBHOOK_SECRET", "short:secret"),
        ("ANYMAIL_WEBHOOK_SECRET", "x" * 40),
        ("ANYMAIL_SEND_DEFAULTS", "{nonsense"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        provider_settings({name: value})


def test_keys_are_read_from_the_environment() -> None:
    given = {"ANYMAIL_A": "words", "ANYMAIL_B": "true", "ANYMAIL_C": '{"a": 1}', "ANYMAIL_D": "", "PATH": "/bin"}
    assert provider_settings(given) == {"A": "words", "B": True, "C": {"a": 1}}


def test_a_key_in_the_address_is_refused_and_not_repeated(settings: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_") as told:
        from_url("anymail+postmark://secret@host")
    assert "secret" not in str(told.value)
