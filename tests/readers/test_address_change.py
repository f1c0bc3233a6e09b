"""An address changes only when the old and the new address have confirmed it."""

from typing import Any

import pytest
from django.test import Client

from outbox.models import OutgoingMail
from readers import identity
from readers.models import AddressChange, Reader
from tests.readers.signing_in import links

CHANGE = "/me/address/"


@pytest.fixture
def both(signed_in: Any) -> list[str]:
    """Return the link that the old address got, and that of the new one."""
    assert signed_in.post(CHANGE, {"email": "New@example.org"}).status_code == 302
    return [links("jane@example.org")[-1], links("new@example.org")[-1]]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_second_yes_changes_it_and_signs_out_everywhere(
    order: list[int], both: list[str], jane: Reader, signed_in: Any
) -> None:
    Client().post(both[order[0]])
    jane.refresh_from_db()
    assert jane.email_norm == "jane@example.org"
    assert b"Your address is changed" in Client().post(both[order[1]]).content
    jane.refresh_from_db()
    assert (jane.email, jane.email_norm) == ("New@example.org", "new@example.org")
    assert signed_in.get("/me/").status_code == 302
    assert Client().post(both[0]).status_code == 410


@pytest.mark.parametrize("side", [0, 1])
def test_one_address_alone_changes_nothing_however_often_it_says_yes(side: int, both: list[str], jane: Reader) -> None:
    answers = [Client().post(both[side]).status_code for _ in range(3)]
    jane.refresh_from_db()
    assert (answers, jane.email_norm) == ([200] * 3, "jane@example.org")


def test_looking_at_the_links_changes_nothing(both: list[str], jane: Reader) -> None:
    for link in both:
        assert {Client().get(link).status_code for _ in range(7)} == {200}
    change = AddressChange.objects.get()
    assert (change.old_confirmed_at, change.new_confirmed_at) == (None, None)


def test_an_address_that_is_anothers_is_told_only_to_who_reads_both(signed_in: Any, jane: Reader) -> None:
    identity.reader_for("ada@example.org")
    free, taken = (signed_in.post(CHANGE, {"email": email}) for email in ("free@example.org", "ada@example.org"))
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    Client().post(links("jane@example.org")[-1])
    assert Client().post(links("ada@example.org")[-1]).status_code == 409
    jane.refresh_from_db()
    assert jane.email_norm == "jane@example.org"
    assert not AddressChange.objects.exists()


def test_a_newer_wish_ends_the_older(both: list[str], signed_in: Any) -> None:
    signed_in.post(CHANGE, {"email": "newer@example.org"})
    assert {Client().post(link).status_code for link in both} == {410}


def test_nobody_is_bombed(signed_in: Any) -> None:
    statuses = [signed_in.post(CHANGE, {"email": "victim@example.org"}).status_code for _ in range(3)]
    assert statuses == [302, 429, 429]
    assert OutgoingMail.objects.filter(to_email="victim@example.org").count() == 1
    assert "Jane" not in OutgoingMail.objects.get(to_email="victim@example.org").text


def test_ones_own_address_and_nonsense_are_refused(signed_in: Any) -> None:
    assert signed_in.post(CHANGE, {"email": "JANE@example.org"}).status_code == 400
    assert signed_in.post(CHANGE, {"email": "jane"}).status_code == 400
