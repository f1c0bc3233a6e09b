"""Pages in the making: one makes a page, others wait for it."""

import threading
from dataclasses import dataclass, field

from .store import Address


@dataclass
class Flight:
    """The making of a page."""

    landed: threading.Event = field(default_factory=threading.Event)
    failed: bool = False


class Flights:
    """Those of a process, by address."""

    def __init__(self) -> None:
        self._under_way: dict[Address, Flight] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._under_way)

    def take_off(self, address: Address) -> Flight | None:
        """Say that we make the page; None if somebody is about it."""
        with self._lock:
            if address in self._under_way:
                return None
            self._under_way[address] = Flight()
            return self._under_way[address]

    def to(self, address: Address) -> Flight | None:
        """Return the one that others are on; None if it has landed."""
        return self._under_way.get(address)

    def land(self, address: Address, flight: Flight) -> None:
        """Say that it is over, whatever came of it."""
        with self._lock:
            self._under_way.pop(address, None)
        flight.landed.set()

    def clear(self) -> None:
        """Forget those of the process that ours has parted from."""
        self._under_way.clear()
