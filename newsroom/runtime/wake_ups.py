"""What wakes the worker: notices of the database on one connection, whoever in the worker waits for them.

The database gives a notice from the transaction that made the work, when it commits (migration 0014), and every worker
hears it. After a connection was lost each handler is told that it may have missed some.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastpath.page_cache.listener import ChannelListener

CHANNEL = "newsroom_work"


@dataclass(frozen=True)
class Handler:
    """Who waits for the notices of one channel: `heard` acts on one, `missed` looks at everything."""

    heard: Callable[[str], None]
    missed: Callable[[], None]


class WakeUps(ChannelListener):
    """The one listening connection of a worker. It passes each notice on to the handler of its channel."""

    name = "newsroom wake-ups"
    if_away = "The database is away; the worker looks at everything when it is back"
    sign_of_life = 15.0  # seconds until a connection that leads nowhere is looked at; one that ends says so at once

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        super().__init__()
        self.handlers = handlers
        self.channels = tuple(handlers)

    def notified(self, channel: str, message: str) -> None:
        """Pass on a notice."""
        self.handlers[channel].heard(message)

    def missed(self) -> None:
        """Have everybody look at everything."""
        for handler in self.handlers.values():
            handler.missed()
