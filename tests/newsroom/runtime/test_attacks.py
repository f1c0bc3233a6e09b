"""Clients that mean ill, or are broken: readers get their pages, and what is kept neither grows nor changes."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any

import brotli
import pytest

from fastpath.page_cache import staff_cookie
from newsroom import request_body

from .web_server import HOST, LAST, WebServer

pytestmark = pytest.mark.processes

CROWD = 50
MANY = 400


@pytest.fixture(scope="module")
def running(django_db_setup: None, django_db_blocker: Any) -> Iterator[WebServer]:
    """The web server."""
    with django_db_blocker.unblock():
        server = WebServer()
    yield server
    server.stop()


@pytest.fixture
def server(running: WebServer, transactional_db: None) -> WebServer:
    """The web server, with nothing kept."""
    running.forget()
    return running


@pytest.fixture
def path(server: WebServer, make_story: Any) -> str:
    """A story that both of its processes keep."""
    path: str = make_story(tags=["Gas"]).get_absolute_url()
    server.keep(path)
    return path


@contextmanager
def dribbling(server: WebServer, first: bytes, then: bytes, number: int = CROWD) -> Iterator[list[socket.socket]]:
    """Hold `number` connections that begin with `first` and send a byte of `then` now and then."""
    ended = threading.Event()
    with ExitStack() as stack:
        lines = [stack.enter_context(server.connect()) for _ in range(number)]
        for line in lines:
            line.sendall(first)

        def dribble() -> None:
            while not ended.wait(0.5):
                for line in lines:
                    try:
                        line.sendall(then)
                    except OSError:  # we were shown the door
                        continue

        sender = threading.Thread(target=dribble, daemon=True)
        sender.start()
        yield lines
        ended.set()
        sender.join()


def all_read(server: WebServer, path: str, number: int = 40) -> bool:
    """Whether everybody of a crowd gets the page at `path`."""
    with ThreadPoolExecutor(8) as many:
        return {got.status for got in many.map(lambda _: server.get(path), range(number))} == {200}


def kept(server: WebServer) -> int:
    """Return how many pages are kept."""
    return server.figures()["pages_kept"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"GET / HTTP/1.1\r\nHost: paper.example\r\nX-Slow: ", b"a"),
        (b"POST /reads/ HTTP/1.1\r\nHost: paper.example\r\nContent-Length: 900000\r\n\r\n", b"a"),
        (b"POST /subscribe/ HTTP/1.1\r\nHost: paper.example\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"GET / HTTP/1.1\r\nHost: paper.example\r\nContent-Length: 900000\r\n\r\n", b"a"),
    ],
    ids=["headers", "body", "chunks", "body of a GET"],
)
def test_who_sends_a_byte_now_and_then_keeps_nobody_waiting(
    server: WebServer, path: str, first: bytes, then: bytes
) -> None:
    with dribbling(server, first, then):
        assert all_read(server, path)
        assert server.get(f"/search/?q={path[-4:-1]}").status == 200


def test_who_takes_no_answer_keeps_nobody_waiting(server: WebServer, path: str) -> None:
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() * 20
    with dribbling(server, asked, b""):
        assert all_read(server, path)


def test_a_form_from_somebody_slow_is_taken_and_one_who_has_stopped_is_told_so() -> None:
    class Source:
        """A body that comes in two pieces, or not at all."""

        def __init__(self, *pieces: bytes) -> None:
            self.pieces, self.closed = list(pieces), threading.Event()

        def read(self, most: int) -> bytes:
            if not self.pieces:
                self.closed.wait(60)
                return b""
            return self.pieces.pop(0)

    def ask(source: Any, length: int) -> tuple[str, bytes]:
        begun: list[str] = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "QUERY_STRING": "", "CONTENT_LENGTH": str(length)}
        body = b"".join(application(environ | {"wsgi.input": source}, lambda status, _: begun.append(status)))
        return begun[0], body

    def echo(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    application = request_body.Bodies(echo, grace=0.2)
    assert ask(Source(b"na", b"to"), 4) == ("200 OK", b"nato")
    stopped = [Source(b"n") for _ in range(2 * request_body.AT_ONCE)]
    assert {ask(source, 4)[0] for source in stopped} == {"408 Request Timeout"}
    assert ask(Source(b"nato"), 4) == ("200 OK", b"nato")
    assert ask(Source(), request_body.MOST + 1)[0] == "413 Request Entity Too Large"
    for source in stopped:
        source.closed.set()


def test_huge_headers_and_cookies_harm_nobody(server: WebServer, path: str) -> None:
    names = ("Cookie", "X-Long", "Accept-Encoding", "If-None-Match", "Referer")
    for name, size in product(names, (9_000, 60_000, 2_000_000)):
        head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{name}: {'a' * size}\r\nConnection: close\r\n\r\n"
        said = set(server.say(head.encode()))
        assert said <= {200, 400, 413, 431}
        assert said or size > 9_000  # to who still sends when he is refused, no answer comes through
    assert all_read(server, path, 4)


@pytest.mark.parametrize("address", ["/{}", "/{}/", "/?q={}", "/admin/?next=/{}"])
@pytest.mark.parametrize("size", [9_000, 60_000, 2_000_000])
def test_an_address_longer_than_any_is_refused_at_the_door(
    server: WebServer, path: str, address: str, size: int
) -> None:
    long = address.format("a" * size)
    said = server.say(f"GET {long} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    assert said == [414] or (size == 2_000_000 and set(said) <= {414, 431})  # what the server itself does not read
    assert all_read(server, path, 4)


ABSURD: list[dict[str, str]] = [
    {"accept_encoding": "gzip;q=1e400, br;q=-1, *;q=NaN"},
    {"accept_encoding": ",".join(["br"] * 2_000)},
    {"accept_encoding": ";;;,,,=q;gzip"},
    {"if_none_match": ",".join(['W/"x"'] * 3_000)},
    {"if_none_match": '"'},
    {"if_modified_since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"range": "bytes=" + ",".join(f"{n}-" for n in range(2_000))},
    {"range": "bytes=-1", "if_range": "nonsense"},
]


def test_absurd_wishes_get_the_whole_page(server: WebServer, path: str) -> None:
    plain = server.get(path)
    for headers in ABSURD:
        got = server.get(path, **headers)
        packed = {"gzip": gzip.decompress, "br": brotli.decompress}.get(got.headers["Content-Encoding"])
        assert (got.status, packed(got.body) if packed else got.body) == (200, plain.body), headers


def test_a_flood_to_a_page_that_is_not_kept_has_it_made_once_by_each_process(server: WebServer, path: str) -> None:
    server.forget()  # which they hear after all that the story changed: what changes while it is made is not kept
    before = server.figures()
    assert all_read(server, path, MANY)
    after = server.figures()
    assert after["pagesmiss"] - before["pagesmiss"] <= 2
    assert after["pagesunkept"] == before["pagesunkept"]


def test_queries_that_are_new_each_time_are_one_page(server: WebServer, path: str) -> None:
    before = server.figures()
    with ThreadPoolExecutor(8) as many:
        queries = [f"?cb={n}&utm_source={n}&before={n}&letter={n}&sort={n}&after={n}" for n in range(MANY)]
        assert {got.status for got in many.map(lambda query: server.get(path + query), queries)} == {200}
    after = server.figures()
    assert (after["pages_kept"], after["pages_bytes"]) == (before["pages_kept"], before["pages_bytes"])
    assert after["pagesmiss"] == before["pagesmiss"]


def test_places_in_lists_that_nobody_was_given_fill_no_memory(server: WebServer, path: str) -> None:
    places = ["/", "/world/", "/tags/gas/", "/tags/", "/corrections/", "/popular/", "/archive/"]
    before = kept(server)
    for place in places:
        for number in range(40):
            got = server.get(f"{place}?before=x{number}&letter=%C3%BF{number}&after={number}")
            assert got.status in {200, 301, 302, 400, 404}, (place, got.status)
    assert kept(server) <= before + 2 * len(places)


def test_addresses_that_do_not_exist_take_no_memory(server: WebServer, path: str) -> None:
    before = kept(server)
    with ThreadPoolExecutor(8) as many:
        gone = [
            f"/{kind}/nothing-{n}/" for n in range(MANY // 4) for kind in ("tags", "world", "people", "lost/2026/01")
        ]
        assert {got.status for got in many.map(server.get, gone)} == {404}
    assert kept(server) == before
    assert all_read(server, path)


def test_forged_marks_of_staff_get_kept_pages(server: WebServer, path: str) -> None:
    before = server.figures()
    real = staff_cookie.sign()
    forged = ["1", real[:-1], real + "a", "1:" + real.split(":", 1)[1][::-1], '"\\073', "x" * 7_000]
    for value in forged:
        cookie = f"{staff_cookie.NAME}={value}; sessionid={value[:40]}"
        assert [server.get(path, cookie=cookie).status for _ in range(3)] == [200] * 3
    after = server.figures()
    assert (after["pagesbypass"], after["pagesmiss"]) == (before["pagesbypass"], before["pagesmiss"])
    assert server.get(path, cookie=f"{staff_cookie.NAME}={real}").status == 200
    assert server.figures()["pagesbypass"] == before["pagesbypass"] + 1


def test_a_flood_of_heads_makes_nothing(server: WebServer, path: str) -> None:
    before, page = server.figures(), server.get(path)
    with ThreadPoolExecutor(8) as many:
        heads = list(many.map(lambda _: server.get(path, method="HEAD"), range(MANY)))
    assert {(head.status, head.body, head.headers["Content-Length"]) for head in heads} == {
        (200, b"", str(len(page.body)))
    }
    after = server.figures()
    assert (after["pagesmiss"], after["pages_kept"]) == (before["pagesmiss"], before["pages_kept"])


def test_no_host_that_is_made_up_gets_into_a_page(server: WebServer, make_story: Any, world: Any) -> None:
    path = make_story(tags=["Gas"]).get_absolute_url()
    evil = {"host": "evil.example", "x_forwarded_host": "evil.example", "forwarded": "host=evil.example"}
    evil |= {"x_forwarded_proto": "gopher", "x_original_url": "/evil.example/", "x_forwarded_port": "666"}
    pages = [path, "/", "/world/", "/feeds/rss.xml", "/sitemap.xml", "/robots.txt", "/news-sitemap.xml"]
    pages += ["/manifest.webmanifest", "/tags/gas/", path.rstrip("/") + ".md"]
    for page in pages:
        for _ in range(4):
            got = server.get(page, **evil)
            assert b"evil.example" not in got.body, page
        assert b"evil.example" not in json.dumps(dict(got.headers)).encode()
        assert server.get(page).body == got.body


HTTP_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
JUNK = [
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
    b"POST /reads/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
    b"POST /reads/ HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
    b"POST /reads/ HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
    b"POST /reads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST /reads/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nCookie: \xff\xfe\x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b: folded\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"PURGE / HTTP/1.1\r\nHost: a\r\nSurrogate-Key: paper\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    HTTP_2,
    b"\x00" * 5_000,
    b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%ff%fe/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /\xff\xfe/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /world/%00/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /tags/%C0%AF/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%ed%a0%80/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /tags/?letter=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /search/?q=%00%ff HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /corrections/?before=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET * HTTP/1.1\r\nHost: a\r\n\r\n",
]


def test_junk_is_no_fault_of_ours_and_harms_nobody(server: WebServer, path: str) -> None:
    server.get("/")
    before, silent = kept(server), []
    for raw in JUNK:
        said = server.say(raw + LAST)
        assert all(status < 500 for status in said), raw
        assert server.get(path).status == 200
        if not said:
            silent.append(raw)
    assert silent == [HTTP_2]
    assert kept(server) <= before + 4  # the front page and that of the tags, of either process
