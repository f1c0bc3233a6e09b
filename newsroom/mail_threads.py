"""The worker's threads for mail. Nothing they wait for delays the clock, the queue, or each other."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections, connection

from subscriptions import upkeep
from subscriptions.sending import Postman

logger = logging.getLogger(__name__)

IDLE = 1.0  # seconds between two looks when there is nothing to do
LONGEST_REST = 60.0  # seconds between two tries while the other side, or the database, is away


class Looping(threading.Thread):
    """Does one thing again and again until it is stopped; after an error later and later."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.stopping = threading.Event()

    def step(self) -> float:
        """Do it once; return how many seconds to rest."""
        raise NotImplementedError

    def run(self) -> None:
        """Go on until stopped."""
        failures = 0
        while not self.stopping.is_set():
            try:
                close_old_connections()
                rest, failures = self.step(), 0
            except Exception:
                logger.exception("%s failed; it tries again", self.name)
                connection.close()
                rest, failures = min(LONGEST_REST, IDLE * 2**failures), failures + 1
            self.stopping.wait(rest)
        connection.close()


class Upkeep(Looping):
    """Freezes what is due, prepares digests, takes up what dead senders left, and counts."""

    def __init__(self) -> None:
        super().__init__("mail upkeep")
        self._begun = False

    def step(self) -> float:
        """Do once what is due."""
        if not self._begun:
            upkeep.begin()
            self._begun = True
        upkeep.tick()
        return IDLE


class SenderThread(Looping):
    """Hands deliveries over, with a transport and a connection of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(f"sender {number}")
        self._postman: Postman | None = None
        self._unreachable = 0

    def step(self) -> float:
        """Hand over a batch."""
        if self._postman is None:
            self._postman = Postman()
        self._postman.sign_in()
        sent = self._postman.send_some()
        if self._postman.unreachable:
            self._unreachable += 1
            return min(LONGEST_REST, IDLE * 2**self._unreachable)
        self._unreachable = 0
        return 0.0 if sent else IDLE


def mail_threads() -> list[Looping]:
    """Return the threads, to be started."""
    return [Upkeep(), *(SenderThread(number) for number in range(1, settings.MAIL_SENDERS + 1))]
