"""A mail provider with an HTTP API, on loopback: it keeps what it is told, and answers what the test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Provider:
    """As Postmark answers, unless `answers` has something else: a status and a body, "hang up" or "silence"."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.taken: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.connections = 0
        self.url = ""
        self.done = threading.Event()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Take one mail, or say what the test wants."""
        mail = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.tokens.append(request.headers["X-Postmark-Server-Token"])
        said = self.answers.pop(0) if self.answers else None
        if said == "silence":
            self.done.wait(10)
        if said in {"hang up", "silence"}:
            self.taken.append(mail)  # taken, and nobody will know
            request.close_connection = True
            return
        if said is None:
            self.taken.append(mail)
            body = {"To": mail["To"], "MessageID": f"pm-{len(self.taken)}", "ErrorCode": 0, "Message": "OK"}
            said = (200, json.dumps(body))
        status, content = said
        request.send_response(status)
        if 300 <= status < 400:
            request.send_header("Location", content)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content.encode())


@contextmanager
def listening() -> Iterator[Provider]:
    """Yield a provider that listens until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            provider.connections += 1
            super().setup()

        def do_POST(self) -> None:
            provider.answer(self)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.done.set()
        server.shutdown()
        server.server_close()
