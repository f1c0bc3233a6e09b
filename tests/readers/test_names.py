"""Validation of the names that readers choose."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from readers.folding import fold
from readers.models import Reader
from readers.names import clean_name

GOOD = [
    "Jane Doe", "  Jane   Doe ", "Zoë O’Neil-Ramírez", "Łukasz Żółć", "Дарья Ковальчук", "نجيب محفوظ",
    "李小龍", "Nguyễn Thị Ánh",
    "Jean-Luc P.", "J. R. R. T.", "Dr. No", "ครูสมศรี", "H4rbour 2.0", "Jane 🙂",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_names_of_all_kinds_are_taken(name: str, paper: Any) -> None:
    assert clean_name(name) == " ".join(name.split())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "length"), ("x", "length"), ("x" * 61, "length"), ("   ", "length"),
        ("12345", "letters"), ("…!?", "letters"),
        ("Z̷̡̢̧a̷l̵g̶ợ̸̧̤", "letters"),
        ("Jane\u202eeoD", "invisible"), ("Ja\u200bne", "invisible"), ("Jane\u2066Doe", "invisible"),
        ("Jane\x00", "invisible"), ("Jane\r\nDoe", "invisible"), ("Jane\ufeff", "invisible"),
        ("Jane\u2028", "invisible"),
        ("\U000e0041Jane", "invisible"), ("Jane\ue000", "invisible"),
        ("Buy now http://x", "link"), ("www.spam", "link"), ("spam.example", "link"), ("jane@example.org", "link"),
        ("ｓｐａｍ．ｅｘａｍｐｌｅ", "link"), ("Jane t.me/x", "link"),
        ("Admin", "staff"), ("m0derator", "staff"), ("The Editors", "staff"), ("The Breakwater", "staff"),
        ("Breakwater  Staff", None),
        ("Ines Moreau", "staff"), ("INES MOREAU", "staff"), ("Ines  Moreau", "staff"), ("lnes Moreau", "staff"),
        ("Іnеs Моrеаu", "staff"), ("Inés Moreau", "staff"), ("I.n.e.s Moreau", "staff"), ("𝐈𝐧𝐞𝐬 Moreau", "staff"),
        ("Mara Lindqvist", "staff"), ("Mаra_Lindqvist", "staff"),
    ],
)  # fmt: skip
def test_names_that_hide_link_or_imitate_are_refused(name: str, why: str | None, board: Any, mara: Any) -> None:
    board.first_name, board.last_name = "Ines", "Moreau"
    board.save()
    if why is None:
        assert clean_name(name)
        return
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.code == why


def test_who_is_of_the_staff_bears_their_own_name(board: Any, jane: Reader) -> None:
    board.first_name, board.last_name = "Ines", "Moreau"
    board.save()
    jane.user = board
    assert clean_name("Ines Moreau", jane) == "Ines Moreau"


def test_what_looks_alike_folds_alike() -> None:
    alike = ["casino", "CASINO", "ｃａｓｉｎｏ", "с\u200bаsіnо", "c\u0301asin\u00f6", "ca\u00adsino", "𝓬𝓪𝓼𝓲𝓷𝓸"]
    assert {fold(one) for one in alike} == {"casino"}
