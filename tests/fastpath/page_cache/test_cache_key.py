"""Which page is asked for: what no page depends on is left out of its query, however that is written."""

import tracemalloc
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from fastpath.page_cache.cache_key import LONGEST_QUERY, MOST_FIELDS, MOST_HOSTS, CacheKeyBuilder
from fastpath.page_cache.encodings import encoding_for

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
    assert CacheKeyBuilder()._known(query, NAMES) == left
    assert CacheKeyBuilder()._known(query, frozenset()) == ""


@pytest.mark.parametrize(("fields", "left"), [(MOST_FIELDS, "q=1"), (MOST_FIELDS + 1, None)])
def test_a_query_of_very_many_fields_is_none_of_ours(fields: int, left: str | None) -> None:
    assert CacheKeyBuilder()._known("q=1&" * (fields - 1) + "q=1", NAMES) == left


@pytest.mark.parametrize("query", ["&".join(["a=1"] * (MOST_FIELDS + 1)), f"utm_source={'a' * LONGEST_QUERY}"])
def test_a_long_query_that_no_page_depends_on_asks_for_the_page_itself(query: str) -> None:
    assert CacheKeyBuilder()._known(query, NAMES) == ""


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("said", [{}, {"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_X_FORWARDED_PROTO": "http, https"}])
def test_whether_it_is_asked_by_tls_is_what_django_says(settings: Any, secure: bool, said: dict[str, str]) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", secure=secure, HTTP_HOST="testserver", **said)
    address = CacheKeyBuilder().key(request.environ)
    assert address is not None
    assert address[0] == request.is_secure()


def test_headers_that_anybody_can_make_long_take_no_memory(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["paper.example"]
    keys = CacheKeyBuilder()
    tracemalloc.start()
    for number in range(MOST_HOSTS):
        digits = f"{number:0100000}"
        host = {"HTTP_HOST": f"paper.example:{digits}", "PATH_INFO": "/", "QUERY_STRING": "", "wsgi.url_scheme": "http"}
        assert keys.key(host) is None
        assert encoding_for(f"gzip, {digits}") == "gzip"
    taken, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 2_000_000
