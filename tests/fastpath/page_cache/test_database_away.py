"""The database stops while the paper is read: readers read on, what they write is kept, and all is well after."""

import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from bs4 import BeautifulSoup

from newsroom.runtime.backup import Stores, restore
from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from tests.newsroom.runtime.paper import RunningPaper, free_port, manage, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

SHORTLY = "Bitte gleich noch einmal versuchen"  # in the paper's language
TEXT = "I cook on gas & wood, <and> nobody asked us; twelve “bakeries” did."


@pytest.fixture
def server(migrated: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A database that the paper does not look after."""
    server = EmbeddedPostgres(tmp_path / "elsewhere", durable=False)
    server.start()
    restore(Stores(server.url, tmp_path, None), migrated)
    yield server
    server.remove()


@pytest.fixture
def paper(server: EmbeddedPostgres, tmp_path: Path) -> Iterator[RunningPaper]:
    paper = RunningPaper(tmp_path / "var", PORT=str(free_port()), DATABASE_URL=server.url)
    paper.wait_until_running()
    yield paper
    paper.stop()


class Browser:
    """Asks one paper, with the cookies it was given."""

    def __init__(self, paper: RunningPaper) -> None:
        self.host, self.cookies = urlsplit(paper.site).netloc, ""

    def ask(self, path: str, **fields: str) -> tuple[int, Any, str]:
        """Return status, headers and body."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": self.cookies} | ({"Content-Type": "application/x-www-form-urlencoded"} if fields else {})
        connection.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookies = f"{self.cookies}; {cookie.split(';')[0]}".strip("; ")
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body


def fields_of(html: str) -> dict[str, str]:
    """Return what the form for comments would send."""
    form = BeautifulSoup(html, "html5lib").select_one("form.cform")
    assert form is not None, html[:2000]
    found = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox])")}
    return found | {area["name"]: area.text.removeprefix("\n") for area in form.select("textarea")}


def test_a_stopped_database_troubles_no_reader(paper: RunningPaper, server: EmbeddedPostgres, tmp_path: Path) -> None:
    def run(code: str) -> str:
        done = manage(tmp_path / "var", "shell", "-v0", "-c", code, DATABASE_URL=server.url)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    address = run("from tests.fastpath.page_cache.small_paper import publish; publish(language='de')").splitlines()[-1]
    pages = ["/", address, "/world/", "/tags/gas/", "/feeds/rss.xml", "/sitemap.xml"]
    reader, writer = Browser(paper), Browser(paper)
    with psycopg.connect(server.url) as database:  # what the worker makes for the story changes its page once more
        wait_until(lambda: database.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,))
    for _ in range(24):  # each of the two processes keeps its own
        for path in pages:
            assert reader.ask(path)[0] == 200
    form = fields_of(writer.ask(f"/comments{address}write/")[2])
    time.sleep(3.5)  # people do not write faster

    server.stop()
    away = [reader.ask(path) for _ in range(6) for path in pages]
    assert {status for status, _, _ in away} == {200}
    wait_until(lambda: "Stale" in (reader.ask("/")[1]["Warning"] or ""))
    status, headers, page = reader.ask("/archive/1999/01/")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert SHORTLY in page
    filled = form | {"text": TEXT, "name": "Oona Hartikainen", "email": "oona@reader.example"}
    status, _, page = writer.ask(f"/comments{address}write/", **filled)
    kept = fields_of(page)
    assert (status, kept["text"], kept["email"]) == (503, TEXT, "oona@reader.example")
    assert SHORTLY in page
    assert reader.ask(address)[0] == 200

    server.start()
    wait_until(lambda: reader.ask("/archive/1999/01/")[0] == 200)
    run("from tests.fastpath.page_cache.small_paper import correct; correct()")
    wait_until(lambda: all("eight countries" in reader.ask(address)[2] for _ in range(6)))
    status, headers, _ = writer.ask(f"/comments{address}write/", **kept)
    assert status == 302
    assert re.match(r"/comments/receipt/", headers["Location"])
