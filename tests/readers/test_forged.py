"""Requests about a reader that did not come from our forms, and mailed links bent for another use."""

from typing import Any

import pytest
from django.core import signing
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from readers import address_change, tokens
from readers import sign_in as signing_in
from readers.guards import form_token
from readers.identity import COOKIE
from readers.models import AddressChange, Reader
from tests.readers.signing_in import links, sign_in

TYPED = {"email": "evil@example.org", "name": "Somebody Else", "sure": "1", "everywhere": "1"}


@pytest.fixture
def there(jane: Reader) -> dict[str, str]:
    """Return the URLs of all views of the app; those behind mailed links with a valid token."""
    address_change.request_change(jane, "jane.new@example.org")
    found = {
        "follow_link": reverse("readers:follow_link", args=[signing_in.link_for(jane).split("/")[-2]]),
        "confirm_address": links("jane.new@example.org")[-1],
    }
    patterns = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "readers")
    return {one.name: found.get(one.name) or reverse(f"readers:{one.name}") for one in patterns.url_patterns}


def state() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Reader, AddressChange)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.testserver"},
        {"Origin": "https://evil.example"},
        {"X-CSRFToken": "of another person"},
    ],
    ids=lambda headers: next(iter(headers.values()), "no origin"),
)
def test_no_forged_post_changes_anything_or_signs_anybody_in(
    headers: dict[str, str], there: dict[str, str], jane: Reader
) -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, jane)
    browser.get("/me/")
    if "X-CSRFToken" in headers:
        headers = {"X-CSRFToken": get_token(RequestFactory().get("/")), "Origin": "http://testserver"}
    before, cookie = state(), browser.cookies[COOKIE].value
    for name, address in there.items():
        answer = browser.post(address, TYPED, headers=headers)
        assert answer.status_code in {403, 405}, name
        assert COOKIE not in answer.cookies, name
        stranger = Client(enforce_csrf_checks=True).post(address, TYPED, headers=headers)
        assert COOKIE not in stranger.cookies, name  # nobody is signed in as somebody else (login CSRF)
    assert (state(), browser.cookies[COOKIE].value) == (before, cookie)


def test_looking_at_any_page_changes_nothing(there: dict[str, str], jane: Reader) -> None:
    browser = Client()
    sign_in(browser, jane)
    before = state()
    for address in there.values():
        for method in ["head", "options", *["get"] * 7]:
            assert COOKIE not in getattr(browser, method)(address).cookies
    assert state() == before


def test_every_page_is_private_and_framed_by_nobody(there: dict[str, str], jane: Reader) -> None:
    browser = Client()
    sign_in(browser, jane)
    for name, address in there.items():
        answer = browser.get(address)
        assert answer["Cache-Control"] == "private, no-store", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert "noindex" in answer["X-Robots-Tag"], name


def test_a_link_of_any_purpose_opens_only_what_it_was_mailed_for(there: dict[str, str], jane: Reader) -> None:
    declared = list(tokens._purposes.values())
    assert {"sign-in", "change-address", "unsubscribe", "comment-receipt", "confirm"} <= {one.name for one in declared}
    for purpose in declared:
        token = tokens.make(purpose, jane.public_id, v=jane.session_version, side="new", what="replies", p=1)
        for view, opens in (("follow_link", "sign-in"), ("confirm_address", "change-address")):
            if purpose.name != opens:
                address = reverse(f"readers:{view}", args=[token])
                assert {Client().get(address).status_code, Client().post(address).status_code} == {410}, purpose.name


def test_a_link_does_not_act_for_the_reader_whose_name_is_written_over_its_own(jane: Reader) -> None:
    wim = Reader.objects.create(email="wim@example.org", email_norm="wim@example.org", name="Wim")
    hers, his = (signing_in.link_for(reader).split("/")[-2] for reader in (jane, wim))
    forged = f"{his.rpartition(':')[0]}:{hers.rpartition(':')[2]}"
    assert Client().post(reverse("readers:follow_link", args=[forged])).status_code == 410


def test_signatures_are_compared_in_a_time_that_tells_nothing(db: Any, monkeypatch: Any) -> None:
    """Links, forms and cookies are compared by the constant-time function of the library."""
    compared: list[bool] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append(bool(one == other))
        return False

    token, form = tokens.make(tokens.MANAGE, "one"), form_token.make("comment", 7)
    monkeypatch.setattr(signing, "constant_time_compare", compare)
    with pytest.raises(tokens.BadToken):
        tokens.read(tokens.MANAGE, token)
    with pytest.raises(form_token.FormTokenError):
        form_token.check(form, "comment", 7)
    assert compared == [True, True]
