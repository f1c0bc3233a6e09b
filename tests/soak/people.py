"""The people: each is a thread that does one thing over and over until the paper is to have its peace."""

import json
import re
import threading
import time
import uuid
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from typing import Any

import altcha
from bs4 import BeautifulSoup

from .browser import PATIENCE, Browser
from .ledger import Ledger

SLOWNESS = 3.5  # seconds that somebody needs for a form, at least
ENCODINGS = ("gzip, deflate, br", "gzip", "", "identity", "br;q=0.9, *;q=0.1")
LINK = re.compile(r"https?://[^/\s]+(/\S*confirm\S*)")


class Person(threading.Thread):
    """Somebody at the paper. What goes wrong is noted, and ends nothing but what they did."""

    pause = 0.2  # seconds

    def __init__(self, site: str, ledger: Ledger, stopping: threading.Event, seed: int) -> None:
        super().__init__(name=f"{type(self).__name__} {seed}", daemon=True)
        self.site, self.ledger, self.stopping = site, ledger, stopping
        self.random = Random(seed)  # noqa: S311 - a test
        self.browser = Browser(site)

    def act(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def run(self) -> None:
        """Do it until it is enough."""
        while not self.stopping.wait(self.random.uniform(0, 2 * self.pause)):
            try:
                self.act()
            except Exception as error:
                self.ledger.fault(f"{self.name}: {error!r}"[:4000])


class Reader(Person):
    """Reads pages. Those of `still` were read before, and nothing about them changes: they are always there."""

    pause = 0.1

    def __init__(self, *given: Any, still: list[str], others: list[str]) -> None:
        super().__init__(*given)
        self.still, self.others = still, others
        self.tags: dict[str, str] = {}

    def act(self) -> None:
        """Read one, and tell that it is read if it is a story."""
        is_kept = self.random.random() < 0.5
        path = self.random.choice(self.still if is_kept else [*self.others, *self.ledger.published])
        headers = {"Accept-Encoding": self.random.choice(ENCODINGS), "Cookie": f"reader=x{self.random.random()}"}
        if self.random.random() < 0.3 and path in self.tags:
            headers["If-None-Match"] = self.tags[path]
        answer = self.browser.ask(path, **headers)
        self.ledger.count("kept page" if is_kept else "page", answer.status, path, took=answer.took, is_kept=is_kept)
        if answer.status == 200:
            self.tags[path] = answer.headers["ETag"] or ""
            if re.search(r"/20\d\d/\d\d/", path) and self.random.random() < 0.3:
                told = self.browser.ask("/reads/", {"path": path, "view": uuid.uuid4().hex})
                self.ledger.count("beacon", told.status, path)
                self.ledger.beacon()


class Searcher(Person):
    """Searches, and asks for what is not there."""

    pause = 0.6

    def act(self) -> None:
        """Search once."""
        word = self.random.choice(["story", "bakeries", "storm", "nothing like it", "peat OR gas"])
        path = f"/search/?q={word.replace(' ', '+')}"
        found = self.browser.ask(path)
        self.ledger.count("search", found.status, path, took=found.took)
        self.ledger.count("no page", self.browser.ask(f"/lost/{self.random.random()}/").status)


class Commenter(Person):
    """Comments as a stranger: fills in the form, sends it until a receipt comes, and follows the mailed link."""

    pause = 0.5

    def __init__(self, *given: Any, talked: list[str], mail: Path) -> None:
        super().__init__(*given)
        self.talked, self.mail = talked, mail

    def act(self) -> None:
        """Say one thing."""
        self.browser = Browser(self.site)
        mark = f"{self.random.getrandbits(48):x}"
        path, address = f"/comments{self.random.choice(self.talked)}write/", f"{mark}@commenter.test"
        text = f"I was on the quay at {mark}, and it was not as you say; the crane stood still."
        form = self.browser.insist(path, until=(200,))
        fields = form.fields("form.cform") | {"text": text, "name": f"Reader {mark}", "email": address}
        fields["proof"] = pay(form.text)
        time.sleep(SLOWNESS)
        answer = self.browser.insist(path, fields, until=(302,))
        assert answer.headers["Location"].startswith("/comments/receipt/"), answer.headers["Location"]
        self.ledger.count("comment", answer.status)
        self.ledger.comments.add(text)
        _follow_link(self.browser, self.mail, address)
        self.ledger.count("comment confirmed", 302)
        self.ledger.confirmed.add(text)


class Subscriber(Person):
    """Subscribes to everything, as a digest, with double opt-in."""

    pause = 0.5

    def __init__(self, *given: Any, mail: Path) -> None:
        super().__init__(*given)
        self.mail = mail

    def act(self) -> None:
        """Subscribe one mailbox."""
        self.browser = Browser(self.site)
        mark = f"{self.random.getrandbits(48):x}"
        address = f"{mark}@{mark}.test"
        form = self.browser.insist("/subscribe/", until=(200,))
        fields = form.fields("main form[method=post]") | {"topic": "all", "cadence": "daily", "email": address}
        fields["proof"] = pay(form.text)
        time.sleep(SLOWNESS)
        self.browser.insist("/subscribe/", fields, until=(302,))
        self.ledger.count("subscription", 302)
        self.ledger.wished.add(address)
        _follow_link(self.browser, self.mail, address)
        self.ledger.count("subscription confirmed", 302)
        self.ledger.subscribed.add(address)


def pay(html: str) -> str:
    """Solve the challenge of the form in `html`, as the script of the page does."""
    field = BeautifulSoup(html, "html5lib").select_one("main input[name=proof]")
    assert field is not None
    challenge = altcha.Challenge.from_dict(json.loads(str(field["data-challenge"])))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return str(altcha.Payload(challenge, solution).to_base64())


def _follow_link(browser: Browser, mail: Path, address: str) -> None:
    """Wait for the mail to `address`, follow its link and press the button."""
    path = _mailed_link(mail, address)
    page = browser.insist(path, until=(200,))
    browser.insist(
        path, {"csrfmiddlewaretoken": page.fields("main form[method=post]")["csrfmiddlewaretoken"]}, until=(200, 302)
    )


def _mailed_link(mail: Path, address: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in sorted(mail.glob("*.eml"), reverse=True):
            content = file.read_bytes()
            if address.encode() not in content:
                continue
            message = message_from_bytes(content, policy=policy.default)
            body = message.get_body(("plain",))
            found = LINK.search(body.get_content()) if body and address in str(message["To"]) else None
            if found:
                return found[1]
        time.sleep(0.5)
    raise AssertionError(f"no mail came to {address}")
