"""Concurrent repetitions of one action of a reader have one effect."""

import threading
from typing import Any

import pytest

from readers import address_change, sign_in, tokens
from readers.models import Reader
from readers.tokens import BadToken
from tests.connections import at_once
from tests.readers.signing_in import links

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_six_who_press_the_button_of_one_link_one_signs_in(jane: Reader) -> None:
    token = sign_in.link_for(jane).split("/")[-2]
    answers = at_once([lambda: sign_in.sign_in(token)] * 6)
    assert sorted(isinstance(answer, BadToken) for answer in answers) == [False] + [True] * 5


def test_an_address_that_says_yes_many_times_at_once_is_changed_once(jane: Reader) -> None:
    address_change.request_change(jane, "jane.new@example.org")
    old, new = (links(address)[-1].split("/")[-2] for address in ("jane@example.org", "jane.new@example.org"))
    address_change.confirm(old)
    answers = at_once([lambda: address_change.confirm(new)] * 6)
    assert sum(isinstance(answer, tuple) for answer in answers) == 1
    assert all(isinstance(answer, tuple | BadToken) for answer in answers), answers
    jane.refresh_from_db()
    assert (jane.email, jane.session_version) == ("jane.new@example.org", 2)


def test_two_readers_who_want_one_address_at_once_do_not_both_get_it(jane: Reader) -> None:
    wim = Reader.objects.create(email="wim@example.org", email_norm="wim@example.org", name="Wim")
    second = []
    for reader in (jane, wim):
        change = address_change.AddressChange.objects.create(reader=reader, email="both@example.org")
        first, last = (tokens.make(tokens.CHANGE_ADDRESS, change.public_id, side=side) for side in ("old", "new"))
        address_change.confirm(first)
        second.append(last)
    pending = iter(second)
    turn = threading.Lock()

    def confirm() -> Any:
        with turn:
            token = next(pending)
        return address_change.confirm(token)

    answers = at_once([confirm] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["AddressTaken", "tuple"]
    assert Reader.objects.filter(email_norm="both@example.org").count() == 1
