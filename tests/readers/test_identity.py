"""One row for one address, and a cookie that cannot be made up."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from readers import identity
from readers.identity import COOKIE, current_reader, is_fresh
from readers.models import Reader


def cookie_of(reader: Reader) -> Any:
    response = HttpResponse()
    identity.remember(response, reader)
    return response.cookies[COOKIE]


def request_with(value: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = value
    return request


def test_spellings_of_an_address_are_one_reader_and_the_first_name_stays(jane: Reader) -> None:
    assert identity.reader_for("JANE@EXAMPLE.ORG", "Somebody Else") == jane
    jane.refresh_from_db()
    assert (jane.email, jane.email_norm, jane.name) == ("Jane@example.org", "jane@example.org", "Jane Doe")


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_make_one_reader() -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(identity.reader_for("jane@example.org").pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == Reader.objects.count() == 1


def test_the_cookie_is_the_readers_and_no_script_or_other_site_gets_it(jane: Reader) -> None:
    cookie = cookie_of(jane)
    assert current_reader(request_with(cookie.value)) == jane
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_nobody_is_who_has_no_cookie_a_forged_one_or_an_erased_name(jane: Reader) -> None:
    value = cookie_of(jane).value
    forged = [value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :] for at in range(len(value))]
    # The last character of a signature holds bits that mean nothing.
    assert [at for at, one in enumerate(forged[:-1]) if current_reader(request_with(one))] == []
    for one in ("", "x", "x" * 5000, f'["{jane.public_id}",1,0]', "\x00"):
        assert current_reader(request_with(one)) is None
    Reader.objects.update(state="erased", email="", email_norm=None, name="")
    assert current_reader(request_with(value)) is None


def test_signing_out_everywhere_ends_every_cookie(jane: Reader) -> None:
    value = cookie_of(jane).value
    identity.sign_out_everywhere(jane)
    assert current_reader(request_with(value)) is None
    assert current_reader(request_with(cookie_of(jane).value)) == jane


def test_a_rotation_signs_nobody_out_but_a_lost_key_does(jane: Reader, settings: Any) -> None:
    value = cookie_of(jane).value
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert current_reader(request_with(value)) == jane
    settings.SECRET_KEY_FALLBACKS = []
    assert current_reader(request_with(value)) is None


def test_fresh_means_that_a_link_was_followed_within_half_an_hour(jane: Reader, monkeypatch: Any) -> None:
    value = cookie_of(jane).value
    assert is_fresh(request_with(value))
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(identity.timezone, "now", lambda: later)
    assert not is_fresh(request_with(value))
    assert current_reader(request_with(value)) == jane


def test_a_page_asks_for_its_reader_once(jane: Reader, django_assert_num_queries: Any) -> None:
    request = request_with(cookie_of(jane).value)
    with django_assert_num_queries(1):
        current_reader(request)
        current_reader(request)
    with django_assert_num_queries(0):
        current_reader(RequestFactory().get("/"))


def test_a_reader_opens_no_page_of_the_admin(signed_in: Any, jane: Reader, board: Any) -> None:
    Reader.objects.filter(pk=jane.pk).update(user=board)
    assert signed_in.get("/admin/").status_code == 302
