"""A mailed link acts for one purpose, one subject, for a time, and some once."""

from typing import Any

import pytest
from django.db import transaction

from readers import tokens
from readers.tokens import BadToken, Purpose

pytestmark = pytest.mark.django_db
PURPOSES = [tokens.CONFIRM, tokens.SIGN_IN, tokens.MANAGE, tokens.CHANGE_ADDRESS, tokens.UNSUBSCRIBE]


def works(purpose: Purpose, token: Any) -> bool:
    try:
        tokens.read(purpose, token)
    except BadToken:
        return False
    return True


@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.name)
def test_a_token_says_what_was_put_in_and_works_for_no_other_purpose(purpose: Purpose) -> None:
    token = tokens.make(purpose, "a-subject", topic=7)
    assert tokens.read(purpose, token) == tokens.Token("a-subject", {"topic": 7})
    assert [other.name for other in PURPOSES if works(other, token)] == [purpose.name]


@pytest.mark.parametrize("purpose", [tokens.SIGN_IN, tokens.UNSUBSCRIBE], ids=lambda purpose: purpose.name)
def test_one_bit_turned_anywhere_and_it_is_worthless(purpose: Purpose) -> None:
    token = tokens.make(purpose, "a-subject")
    forged = [
        token[:at] + chr(ord(token[at]) ^ 1 << bit) + token[at + 1 :] for at in range(len(token)) for bit in range(7)
    ]
    assert [one for one in forged if works(purpose, one)] == []


@pytest.mark.parametrize(
    "forge",
    [
        lambda one, other: one[:-1],
        lambda one, other: one + "A",
        lambda one, other: "",
        lambda one, other: one * 20,
        lambda one, other: "x" * 100_000,
        lambda one, other: other.split(":")[0] + ":" + one.split(":")[1],  # another subject, this signature
        lambda one, other: one.split(":")[0],
        lambda one, other: ":",
        lambda one, other: "é\x00",
        lambda one, other: ".eJw" + one,
    ],
)
def test_what_is_cut_lengthened_swapped_or_nonsense_is_worthless(forge: Any) -> None:
    one, other = (tokens.make(tokens.UNSUBSCRIBE, subject) for subject in ("one", "other"))
    assert not works(tokens.UNSUBSCRIBE, forge(one, other))


def test_another_papers_key_does_not_open_ours(settings: Any) -> None:
    token = tokens.make(tokens.UNSUBSCRIBE, "one")
    settings.SECRET_KEY = "another"
    assert not works(tokens.UNSUBSCRIBE, token)


def test_after_a_rotation_one_can_still_leave_but_no_old_link_opens_anything(settings: Any) -> None:
    made = {purpose: tokens.make(purpose, "one") for purpose in PURPOSES}
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert [purpose.name for purpose, token in made.items() if works(purpose, token)] == ["unsubscribe"]


def test_each_works_for_its_time(monkeypatch: Any) -> None:
    made = {purpose: tokens.make(purpose, "one") for purpose in PURPOSES}
    now = tokens.time.time()
    for purpose, token in made.items():
        age = purpose.max_age.total_seconds()
        monkeypatch.setattr(tokens.time, "time", lambda age=age: now + age - 2)
        assert works(purpose, token)
        monkeypatch.setattr(tokens.time, "time", lambda age=age: now + age + 1)
        assert not works(purpose, token)


def test_a_single_use_is_spent_once_and_given_back_if_what_it_was_for_is_undone() -> None:
    token = tokens.make(tokens.SIGN_IN, "one")
    with transaction.atomic():
        tokens.use(tokens.SIGN_IN, token)
        transaction.set_rollback(True)
    tokens.use(tokens.SIGN_IN, token)
    assert not works(tokens.SIGN_IN, token)
    with pytest.raises(BadToken):
        tokens.use(tokens.SIGN_IN, token)
    assert works(tokens.SIGN_IN, tokens.make(tokens.SIGN_IN, "one"))


def test_a_link_that_leaves_a_list_may_be_used_again() -> None:
    token = tokens.make(tokens.UNSUBSCRIBE, "one")
    assert tokens.use(tokens.UNSUBSCRIBE, token) == tokens.use(tokens.UNSUBSCRIBE, token)
