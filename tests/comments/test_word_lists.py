"""The word lists find phrases however they are spelt, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import WordRule
from comments.rules.phrase_matcher import Entry, word_list
from comments.services.word_lists import add_phrases


def matches(text: str, field: str = "body", section: int | None = None) -> list[Entry]:
    """Return the phrases of the lists that are found in `text`."""
    return word_list().find(text, field, section)


@pytest.fixture(autouse=True)
def _lists(db: Any) -> None:
    add_phrases("banned", ["viagra", "buy gold now", "药品"])
    add_phrases("suspect", ["idiot", "ass"])
    add_phrases("allow", ["idiot proof"])


@pytest.mark.parametrize(
    "text",
    [
        "viagra",
        "VIAGRA!!!",
        "ｖｉａｇｒａ",
        "𝓋𝒾𝒶𝑔𝓇𝒶",
        "vi\u200bag\u2060ra",
        "vi\u00adagra",
        "v\u0338i\u0301a\u0308gra",
        "vіаgrа",
        "V1AGRA",
        "v!@gra",
        "v i a g r a",
        "v.i.a.g.r.a",
        "vi<b>ag</b>ra",
        "vi&shy;agra",
        "&#118;iagra",
        "cheap viagra, today",
        "Buy\n\n  GOLD — now",
        "在这里买药品吧",
    ],
)
def test_a_banned_phrase_is_found_however_it_is_spelt(text: str) -> None:
    assert [entry.kind for entry in matches(text)] == ["banned"]


@pytest.mark.parametrize("text", ["class", "assassin", "viagras", "buy some gold now", "an idiot-proof switch", ""])
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert matches(text) == []


def test_outside_an_allowed_phrase_the_word_is_still_found() -> None:
    assert [entry.phrase for entry in matches("Not idiot proof, idiot!")] == ["idiot"]


def test_a_phrase_of_a_section_is_looked_for_there_alone(world: Any, business: Any) -> None:
    add_phrases("suspect", ["herring"], section=world.pk)
    assert [entry.phrase for entry in matches("herring", section=world.pk)] == ["herring"]
    assert matches("herring", section=business.pk) == []


def test_a_phrase_for_names_is_not_looked_for_in_texts() -> None:
    add_phrases("banned", ["moderator"], fields=["name"])
    assert matches("the moderator", "body") == []
    assert [entry.phrase for entry in matches("The Moderator", "name")] == ["moderator"]


def test_a_new_phrase_counts_at_once_and_an_old_list_is_not_read_again() -> None:
    matches("anything")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        matches("anything")
    assert not any("wordrule" in query["sql"] for query in queries)
    WordRule.objects.create(kind="suspect", phrase="Anything")
    assert len(matches("anything")) == 1
    WordRule.objects.get(phrase="Anything").delete()
    assert matches("anything") == []


@pytest.mark.parametrize("text", ["a" * 65_536, "a " * 32_768, "<" * 65_536, "<a" * 32_768, "((((a+)+)+)+)" * 5_000])
def test_no_text_makes_it_lose_itself(text: str) -> None:
    assert matches(text) == []


def test_a_phrase_without_a_word_in_it_is_left_out() -> None:
    assert add_phrases("banned", ["!!!", "  ", "\u200b"]) == 0
