"""A line to PostgreSQL that notes every statement which is sent through it."""

import re
import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

QUERY, PARSE, EXECUTE, BIND = b"Q", b"P", b"E", b"B"


class CountingLine:
    """Listens on this machine and hands on to the server at `url`, whose socket is in a directory.

    `url` is its own address; `statements` are those that clients sent, each as often as it was executed.
    """

    def __init__(self, url: str) -> None:
        given = urlsplit(url)
        self._target = f"{parse_qs(given.query)['host'][0]}/.s.PGSQL.5432"
        self._door = socket.create_server(("127.0.0.1", 0), backlog=50)
        place = f"{given.netloc.rpartition('@')[0]}@127.0.0.1:{self._door.getsockname()[1]}"
        self.url = given._replace(netloc=place, query="sslmode=disable").geturl()
        self.statements: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            reader = _Reader(self.statements.append)
            for source, target, look in ((near, far, reader.take), (far, near, lambda data: None)):
                threading.Thread(target=_hand_on, args=[source, target, look], daemon=True).start()


def _hand_on(source: socket.socket, target: socket.socket, look: Callable[[bytes], None]) -> None:
    try:
        while data := source.recv(65_536):
            look(data)
            target.sendall(data)
    except OSError:
        pass
    for side in (source, target):
        try:
            side.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


class _Reader:
    """Reads what one client says (PostgreSQL's protocol 3): a message without a type first, then type, length, rest."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._rest = b""
        self._greeted = False
        self._prepared: dict[bytes, str] = {}
        self._bound = ""

    def take(self, data: bytes) -> None:
        """Read on."""
        self._rest += data
        while True:
            head = 1 if self._greeted else 0
            if len(self._rest) < head + 4:
                return
            length = head + int.from_bytes(self._rest[head : head + 4], "big")
            if len(self._rest) < length:
                return
            message, self._rest = self._rest[:length], self._rest[length:]
            if not self._greeted:
                self._greeted = int.from_bytes(message[4:8], "big") == 3 << 16  # else it asks for encryption
            else:
                self._read(message[:1], message[5:])

    def _read(self, kind: bytes, body: bytes) -> None:
        if kind == QUERY:
            self._note(_plain(body.rstrip(b"\0")))
        elif kind == PARSE:
            name, text = body.split(b"\0")[:2]
            self._prepared[name] = _plain(text)
        elif kind == BIND:
            self._bound = self._prepared.get(body.split(b"\0")[1], "?")
        elif kind == EXECUTE:
            self._note(self._bound)


def _plain(statement: bytes) -> str:
    return re.sub(r"\s+", " ", statement.decode(errors="replace")).strip()
