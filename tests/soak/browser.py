"""A browser at its simplest: cookies, an address of its own, and as many tries as a patient person makes."""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

PATIENCE = 300.0  # seconds until a person gives up
PAUSE = 0.3  # seconds between two tries
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_people = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back. The status is 0 if nothing did."""

    status: int
    headers: Mapping[str, str]
    text: str
    took: float = 0
    """Seconds."""

    def fields(self, form: str = "form[method=post]") -> dict[str, str]:
        """Return what the form that `form` selects would send as it stands."""
        found = BeautifulSoup(self.text, "html5lib").select_one(form)
        assert found is not None, f"no {form} in: {self.text[:3000]}"
        return {one["name"]: one.get("value", "") for one in found.select("input[name]:not([type=checkbox])")}


class Browser:
    """One person's, at an address of their own behind a proxy that the paper trusts."""

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        # Each at home in a network of their own (/48), by which the paper counts: the sixth wish from one is dropped.
        self.address = f"2001:db8:{next(_people) % 2**16:x}::1"
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """Ask once, over a connection of its own; a POST if there are `fields`."""
        given = {"User-Agent": AGENT, "X-Forwarded-For": self.address, "Connection": "close"} | headers
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            given["Content-Type"] = "application/x-www-form-urlencoded"
        connection, begun = HTTPConnection(self.host, timeout=60), time.monotonic()
        try:
            connection.request("GET" if body is None else "POST", path, body, given)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, HTTPException):
            return Answer(0, {}, "")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, text, time.monotonic() - begun)

    def insist(self, path: str, fields: Mapping[str, str] | None = None, *, until: tuple[int, ...]) -> Answer:
        """Ask until the status is one of `until`, as somebody does who is told to try again shortly.

        The same form is sent each time. Fails at an answer that no trying again will change.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.ask(path, fields)
            if answer.status in until:
                return answer
            assert answer.status in {0, 503}, f"{path} answered {answer.status}: {answer.text[:2000]}"
            assert time.monotonic() < deadline, f"{path} answered {answer.status} for {PATIENCE:.0f} s"
            time.sleep(PAUSE)
