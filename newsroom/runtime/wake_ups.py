"""Wake the worker by notifications of the database, received on one connection for all its loops.

Triggers notify in the transaction that makes the work (migration 0014); every worker receives it after the commit.
After a lost connection each handler is told that it may have missed some.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastpath.page_cache.listener import ChannelListener

CHANNEL = "newsroom_work"


@dataclass(frozen=True)
class Handler:
    """Functions for one channel: `heard` acts on a notification, `missed` looks at everything."""

    heard: Callable[[str], None]
    missed: Callable[[], None]


class WakeUps(ChannelListener):
    """The listening connection of a worker, which passes each notification to the handler of its channel."""

    name = "newsroom wake-ups"
    if_away = "The database is away; the worker looks at everything when it is back"
    heartbeat = 15.0  # seconds between two checks of the connection; one that is closed is noticed at once

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        super().__init__()
        self.handlers = handlers
        self.channels = tuple(handlers)

    def notified(self, channel: str, message: str) -> None:
        """Pass on a notification."""
        self.handlers[channel].heard(message)

    def missed(self) -> None:
        """Let every handler look at everything."""
        for handler in self.handlers.values():
            handler.missed()
