"""The host and port that the paper answers at on this machine."""

import errno
import socket
import time
from dataclasses import dataclass

from .environment import given
from .problem import Problem, reason

FIRST_PORT = 8000
PORTS_TRIED = 50
MOMENT = 3.0  # seconds
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound


@dataclass(frozen=True)
class Address:
    """The host and port of the web server."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to type into a browser on this machine, without a slash at the end."""
        host = f"[{self.nearby_host}]" if ":" in self.nearby_host else self.nearby_host
        return f"http://{host}:{self.port}"

    @property
    def nearby_host(self) -> str:
        """The host by which this machine reaches it."""
        return "localhost" if self.host in EVERYWHERE else self.host


def free_address() -> Address:
    """Return HOST (127.0.0.1 unless set) with PORT, or with the first free port from 8000 on if PORT is not set.

    Raises Problem if PORT is taken or either cannot be used.
    """
    host = given("HOST") or "127.0.0.1"
    wanted = given("PORT")
    if wanted:
        if not (wanted.isdecimal() and 0 < int(wanted) < 65_536):
            raise Problem(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
        if not _becomes_free(host, int(wanted)):
            raise Problem(f"Port {wanted} is taken by another program. Choose another: make run PORT=…")
        return Address(host, int(wanted))
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(host, port):
            return Address(host, port)
    raise Problem(
        f"The ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are all taken. Choose one: make run PORT=…"
    )


def _becomes_free(host: str, port: int) -> bool:
    """Tell whether the port is free now or in a moment: the web server of a run that was killed takes one to end."""
    deadline = time.monotonic() + MOMENT
    while not _is_free(host, port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does after a restart
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise Problem(f"Cannot listen at {host}, port {port}: {reason(error)}") from None
    return True
