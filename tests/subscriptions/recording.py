"""Transports that remember, and that can be held at the moment of handing over."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from outbox.transports import Accepted, Answer, LookUp, Transport

PATIENCE = 60.0  # seconds that a busy machine may take


@dataclass
class Recording(Transport):
    """Remembers what it was given, and when (by the monotonic clock). With `gated`, waits to be let go before that."""

    gated: bool = False
    name = "recording"
    answers: list[Answer] = field(default_factory=list)
    given: list[tuple[str, float, bytes]] = field(default_factory=list)
    in_hand: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @classmethod
    def from_url(cls, url: str) -> "Recording":
        return cls()

    def send(self, message: bytes, sender: str, recipient: str, message_id: str) -> Answer:
        if self.gated:
            self.in_hand.release()
            assert self.gate.acquire(timeout=PATIENCE)
        answer = self.answers.pop(0) if self.answers else Accepted("taken")
        if isinstance(answer, Accepted):
            self.given.append((recipient, time.monotonic(), message))
        return answer

    def lookup(self, message_id: str) -> LookUp:
        return LookUp.ACCEPTED if any(message_id.encode() in one[2] for one in self.given) else LookUp.NOT_FOUND

    def wait_until_in_hand(self, number: int) -> None:
        """Return when so many messages are being handed over."""
        for _ in range(number):
            assert self.in_hand.acquire(timeout=PATIENCE)

    def open(self) -> None:
        """Let everything go, now and later."""
        self.gated = False
        self.gate.release(1000)


class Running(threading.Thread):
    """Does something beside the test, with a connection of its own; `moment` is when it was done."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.work, self.moment, self.error = work, 0.0, None
        self.start()

    def run(self) -> None:
        try:
            self.work()
            self.moment = time.monotonic()
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def wait_until_done(self) -> float:
        """Return when it was done; raise what it raised."""
        self.join(PATIENCE)
        assert not self.is_alive(), "waited in vain"
        if self.error:
            raise self.error
        return self.moment

    def wait_until_done_or_waiting(self) -> None:
        """Return when it is done, or waits for a lock that somebody else has."""
        deadline = time.monotonic() + PATIENCE
        while self.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                if cursor.fetchone()[0]:
                    return
            assert time.monotonic() < deadline, "waited in vain"
