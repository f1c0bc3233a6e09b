"""Signing in by a mailed link."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outbox.models import OutgoingMail
from readers import identity, sign_in
from readers.identity import COOKIE
from readers.models import Reader
from tests.jobs import run_jobs
from tests.readers.signing_in import links

ASK = "/me/sign-in/"


def ask(client: Any, email: str = "jane@example.org", **data: str) -> Any:
    return client.post(ASK, {"email": email, **data})


@pytest.fixture
def link(client: Any, jane: Reader) -> str:
    """The link that was mailed to Jane."""
    ask(client)
    run_jobs("mail")
    return links("jane@example.org")[-1]


def test_the_link_signs_in_when_its_button_is_pressed_and_once(client: Any, link: str, jane: Reader) -> None:
    page = client.get(link)
    assert "J…@example.org" in page.content.decode()
    assert "jane@" not in page.content.decode().lower()
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.get("/me/").status_code == 200
    jane.refresh_from_db()
    assert jane.is_verified
    again = Client().post(link)
    assert again.status_code == 410
    assert COOKIE not in again.cookies


def test_programs_that_follow_links_change_nothing(client: Any, link: str, jane: Reader) -> None:
    scanner = Client()
    answers = [scanner.head(link), *(scanner.get(link) for _ in range(7)), scanner.options(link), scanner.put(link)]
    assert {answer.status_code for answer in answers} == {200, 405}
    assert [answer for answer in answers if COOKIE in answer.cookies] == []
    jane.refresh_from_db()
    assert not jane.is_verified
    assert client.post(link).status_code == 302


def test_pages_behind_a_link_are_kept_by_nobody_and_told_to_nobody(client: Any, link: str) -> None:
    for path in (link, "/me/sign-in/x/", ASK, "/me/sign-in/sent/"):
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "private, no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["X-Frame-Options"] == "DENY"


def test_every_address_gets_one_answer_and_only_who_is_known_gets_mail(client: Any, jane: Reader) -> None:
    answers = [ask(Client(), email) for email in ("jane@example.org", "nobody@example.org", "x@no-such-domain.example")]
    assert len({(a.status_code, a["Location"], a.content, tuple(sorted(a.headers))) for a in answers}) == 1
    run_jobs("mail")
    assert [mail.to_email for mail in OutgoingMail.objects.all()] == ["Jane@example.org"]


def test_the_answer_asks_the_database_the_same_for_every_address(client: Any, jane: Reader) -> None:
    asked = []
    for _ in range(2):  # what is asked again and again is prepared by then
        ask(client, "somebody@example.org")
    for email in ("nobody@example.org", "jane@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(client, email)
        said = [query["sql"] or "prepared" for query in queries]
        asked.append([sql[:40] for sql in said if "SAVEPOINT" not in sql])
    assert asked[0] == asked[1]


def test_one_address_gets_one_mail_in_some_minutes_whatever_its_spelling(client: Any, paper: Any) -> None:
    identity.reader_for("jane.doe@gmail.com")
    for _ in range(4):
        sign_in.mail_link("jane.doe@gmail.com")
    assert OutgoingMail.objects.count() == 1
    identity.reader_for("janedoe+x@gmail.com")
    assert not sign_in.mail_link("janedoe+x@gmail.com")


def test_one_network_asks_five_times_an_hour(client: Any, paper: Any) -> None:
    statuses = [ask(client, f"r{number}@example.org").status_code for number in range(6)]
    assert statuses == [302] * 5 + [429]
    assert client.post(ASK, {"email": "a@example.org"}, REMOTE_ADDR="198.51.100.7").status_code == 302


@pytest.mark.parametrize("email", ["", "jane", "a@example.org,b@example.org", "a@x.org\r\nBcc: b@x.org", "a" * 300])
def test_what_is_no_address_is_told_so(email: str, client: Any, paper: Any) -> None:
    assert ask(client, email).status_code == 400
    assert run_jobs("mail") == 0


def test_a_machine_that_fills_in_the_trap_hears_what_people_hear(client: Any, jane: Reader) -> None:
    answer = ask(client, website="http://spam.example")
    assert answer["Location"] == "/me/sign-in/sent/"
    assert run_jobs("mail") == 0


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/me/erase/", "/me/erase/"),
        ("https://evil.example/", "/me/"),
        ("//evil.example/", "/me/"),
        ("/\\evil.example", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("/" + "x" * 300, "/me/"),
    ],
)
def test_the_link_leads_on_within_the_paper_alone(wanted: str, led_to: str, client: Any, jane: Reader) -> None:
    ask(client, next=wanted)
    run_jobs("mail")
    assert client.post(links("jane@example.org")[-1])["Location"] == led_to


def test_a_link_is_worthless_after_signing_out_everywhere_and_after_erasing(link: str, jane: Reader) -> None:
    identity.sign_out_everywhere(jane)
    assert Client().get(link).status_code == Client().post(link).status_code == 410


def test_without_a_token_no_form_does_anything(link: str, jane: Reader) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in (ASK, link, "/me/sign-out/", "/me/name/", "/me/erase/", "/me/export/", "/me/address/"):
        assert strict.post(path, {"email": "jane@example.org"}).status_code == 403, path
        assert strict.post(path, headers={"origin": "null"}).status_code == 403, path


def test_signing_out_forgets_this_browser_or_all(signed_in: Any, jane: Reader) -> None:
    other = Client()
    other.cookies[COOKIE] = signed_in.cookies[COOKIE].value
    signed_in.post("/me/sign-out/")
    assert signed_in.get("/me/").status_code == 302
    assert other.get("/me/").status_code == 200
    assert other.get("/me/sign-out/").status_code == 405
    third = Client()
    third.cookies[COOKIE] = other.cookies[COOKIE].value
    other.post("/me/sign-out/", {"everywhere": "1"})
    assert third.get("/me/").status_code == 302


def test_who_works_at_the_paper_is_known_by_their_address(client: Any, board: Any, paper: Any) -> None:
    ines = identity.reader_for(board.email.upper())
    token = sign_in.link_for(ines).split("/")[-2]
    reader, _next = sign_in.sign_in(token)
    assert reader.user == board
    assert reader.is_staff
    board.is_active = False
    board.save()
    assert not Reader.objects.get().is_staff
