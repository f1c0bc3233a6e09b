"""Content encodings of a page (RFC 9110 §12.5.3), with the headers of each."""

import gzip
from functools import lru_cache
from hashlib import sha256

import brotli

Headers = list[tuple[str, str]]

SMALLEST = 400  # bytes; less is not worth its own headers
COMPRESSIBLE = ("text/", "application/xml", "application/json", "application/rss", "application/atom", "image/svg")
BROTLI_QUALITY = 5  # about the time of gzip's 6, and a tenth smaller
PREFERRED = ("br", "gzip")  # the first that is accepted is sent
REPLACED = frozenset({"content-length", "etag", "vary", "cache-control"})
LONGEST = 200  # characters of an Accept-Encoding that is read


def encoding_for(accepted: str) -> str:
    """Return the encoding to send for an Accept-Encoding header; "" is none."""
    return _chosen(accepted[:LONGEST])  # before it is cached: a client may send a very long one


@lru_cache(maxsize=256)
def _chosen(accepted: str) -> str:
    wanted: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        quality = parameters.strip().removeprefix("q=").strip()
        wanted[name.strip()] = quality not in {"0", "0.0", "0.00", "0.000"}
    others = wanted.get("*", False)
    return next((name for name in PREFERRED if wanted.get(name, others)), "")


class Variants:
    """The body and headers of a page by encoding. A compressible one is stored compressed alone."""

    __slots__ = ("_bodies", "_common", "_ready", "_tag", "last_modified")

    def __init__(self, headers: Headers, body: bytes) -> None:
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        self._common = [pair for pair in headers if pair[0].lower() not in REPLACED]
        self._common.append(("Vary", "Accept-Encoding"))
        given = next((value for name, value in headers if name.lower() == "cache-control"), "")
        self._common.append(("Cache-Control", given or "public, max-age=0, must-revalidate"))
        self.last_modified = next((value for name, value in headers if name.lower() == "last-modified"), "")
        self._tag = sha256(body).hexdigest()[:24]
        self._bodies: dict[str, bytes] = {"": body}
        if len(body) >= SMALLEST and kind.startswith(COMPRESSIBLE):
            self._bodies = {
                "gzip": gzip.compress(body, compresslevel=6, mtime=0),
                "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
            }
        self._ready: dict[str, tuple[str, Headers, bytes]] = {}

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        return sum(map(len, self._bodies.values())) + 4_000

    def of(self, encoding: str) -> tuple[str, Headers, bytes]:
        """Return entity tag, headers and body in `encoding`, or uncompressed if this page is not compressible."""
        return self._ready.get(encoding) or self._make(encoding)

    def _make(self, encoding: str) -> tuple[str, Headers, bytes]:
        found = encoding if encoding in self._bodies else ""
        body = self._bodies[found] if found in self._bodies else gzip.decompress(self._bodies["gzip"])
        tag = f'"{self._tag}-{found or "as-is"}"'
        headers = [*self._common, ("ETag", tag), ("Content-Length", str(len(body)))]
        if found:
            headers.append(("Content-Encoding", found))
        ready = (tag, headers, body)
        if found in self._bodies:
            self._ready[encoding] = ready
        return ready
