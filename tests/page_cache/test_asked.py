"""Which page is asked for: what no page depends on is left out of its query, however that is written."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.page_cache.asked import MOST_FIELDS, Asked

NAMES = frozenset({"q", "page", "after"})
PIECES = [
    "q",
    "page",
    "after",
    "utm_source",
    "fbclid",
    "=",
    "&",
    "%",
    "+",
    "%71",
    "%3D",
    "%26",
    "%",
    "1",
    "ä",
    ";",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("utm_source=a&q=1")
@example("%71=1")
@example("utm_source=q&q")
@example("xq=1&pageq=2&q%3D=3")
@example("q=1\n")
def test_what_is_left_of_a_query_is_what_the_page_depends_on(query: str) -> None:
    fields = parse_qsl(query, keep_blank_values=True)
    left = urlencode(sorted({name: value for name, value in fields if name in NAMES}.items()))
    assert Asked()._known(query, NAMES) == left
    assert Asked()._known(query, frozenset()) == ""


@pytest.mark.parametrize(("fields", "left"), [(MOST_FIELDS, "q=1"), (MOST_FIELDS + 1, None)])
def test_a_query_of_very_many_fields_is_none_of_ours(fields: int, left: str | None) -> None:
    assert Asked()._known("q=1&" * (fields - 1) + "q=1", NAMES) == left
