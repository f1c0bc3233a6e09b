"""Weigh what a browser must fetch before it can show a page, compressed, against our budget."""

import gzip
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

# Of a story's page, before its pictures; see docs/look.md.
MOST_BYTES, MOST_SCRIPT_BYTES, MOST_REQUESTS = 60_000, 10_000, 12


@dataclass(frozen=True)
class Weight:
    """Bytes as they travel, gzipped, and how many requests a browser makes on opening the page."""

    html: int
    css: int
    js: int
    requests: int

    @property
    def code(self) -> int:
        """HTML, CSS and JavaScript together."""
        return self.html + self.css + self.js

    @property
    def is_light(self) -> bool:
        """Return whether the page is within the budget."""
        return self.code <= MOST_BYTES and self.js <= MOST_SCRIPT_BYTES and self.requests <= MOST_REQUESTS


class _Fetched(HTMLParser):
    """Notes what a browser fetches for a page when it is opened: all but pictures further down."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: set[str] = set()
        self.scripts: set[str] = set()
        self.others: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("rel") if tag == "link" else tag
        address = str(given.get("href") or given.get("src"))
        if kind == "stylesheet":
            self.sheets.add(address)
        elif kind == "script" and given.get("src"):
            self.scripts.add(address)
        elif kind in {"icon", "manifest"} or given.get("as") == "font" or _is_shown_at_once(kind, given):
            self.others.add(address)


def _is_shown_at_once(kind: str | None, given: dict[str, str | None]) -> bool:
    return kind == "img" and given.get("loading") != "lazy"


def weigh(html: bytes, client: Client) -> Weight:
    """Return what the page `html` weighs; `client` fetches what it links."""
    fetched = _Fetched()
    fetched.feed(html.decode())
    files = [*fetched.sheets, *fetched.scripts, *fetched.others]
    return Weight(
        html=_gzipped(html),
        css=sum(_gzipped(_content(address, client)) for address in fetched.sheets),
        js=sum(_gzipped(_content(address, client)) for address in fetched.scripts),
        requests=1 + len(files),
    )


def weigh_page(path: str) -> Weight:
    """Return what the page at `path` weighs, asked for in this process."""
    site = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=site.hostname or "localhost")
    client.defaults["wsgi.url_scheme"] = site.scheme
    return weigh(client.get(path).content, client)


def _content(address: str, client: Client) -> bytes:
    """Return a file of ours: from the static files by its own name, else as the site answers it."""
    if address.startswith(settings.STATIC_URL):
        return _static(unquote(address.removeprefix(settings.STATIC_URL)))
    response = client.get(address)
    return b"".join(response.streaming_content) if response.streaming else response.content


def _static(name: str) -> bytes:
    """Return a static file, whose name may carry a hash."""
    folder, _, last = name.rpartition("/")
    parts = last.split(".")
    for candidate in (name, f"{folder}/{'.'.join([parts[0], *parts[2:]])}"):
        if path := finders.find(candidate):
            with open(path, "rb") as file:  # noqa: PTH123 - the path is a string of Django's
                return file.read()
    raise FileNotFoundError(name)


def _gzipped(content: bytes) -> int:
    return len(gzip.compress(content))
