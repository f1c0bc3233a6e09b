"""The web server alone, as `make run` starts it, on the tests' database; asked byte by byte."""

import os
import re
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from django.conf import settings
from django.db import connection

from newsroom.runtime.data_directory import CHECKOUT
from newsroom.runtime.process.child import spawn

from .paper import PATIENCE, free_port, wait_until

HOST = "paper.example"
LAST = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()


@dataclass
class Got:
    """An answer."""

    status: int
    headers: Any
    body: bytes


class WebServer:
    """`newsroom.runtime.web_server`, with two processes."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process = spawn(
            [sys.executable, "-m", "newsroom.runtime.web_server"], env=self._environment(), cwd=CHECKOUT
        )
        wait_until(self._answers)

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Got:
        """Ask for `path`; `headers` as in `accept_encoding="gzip"`."""
        given = {"Host": HOST} | {name.replace("_", "-").title(): value for name, value in headers.items()}
        asked = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                asked.putheader(name, value)
            asked.endheaders()
            answer = asked.getresponse()
            return Got(answer.status, answer.headers, answer.read())
        finally:
            asked.close()

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def say(self, raw: bytes) -> list[int]:
        """Send `raw` as it is; return the status of each answer until the server has closed.

        Which it does after what it refuses, and after a request that asks for it, such as LAST. Nothing else tells it
        that nothing follows: of who has stopped to send, it takes that he has stopped to listen, too.
        """
        with self.connect() as line:
            said = b""
            try:
                line.sendall(raw)
                while part := line.recv(65_536):
                    said += part
            except OSError:
                pass
        return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", said, re.MULTILINE)]

    def figures(self) -> dict[str, int]:
        """Return what the page caches counted."""
        text = self.get("/metrics").body.decode()
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {re.sub(r'^newsroom_|_total|\{from="|"\}', "", name): int(value) for name, value in lines}

    def keep(self, path: str) -> None:
        """Have both processes, which keep nothing, keep `path`."""

        def both_do() -> bool:
            with ThreadPoolExecutor(8) as many:
                assert {got.status for got in many.map(lambda _: self.get(path), range(16))} == {200}
            return self.figures()["pages_kept"] == 2

        wait_until(both_do)

    def forget(self) -> None:
        """Have it drop all pages, as when very much has changed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('newsroom_pages', '*')")
        wait_until(lambda: self.figures()["pages_kept"] == 0)

    def _answers(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            time.sleep(0.1)
            return False

    def _environment(self) -> dict[str, str]:
        given = settings.DATABASES["default"] | connection.get_connection_params()
        address = f"postgresql://{given['user']}:{given['password']}@/{given['dbname']}?host={given['host']}"
        return os.environ | {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
        }
