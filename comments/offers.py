"""What else a reader can ask for when they send a comment, such as new stories by mail.

The apps that can give it register it; with nobody to give it there is no tick to set.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Offer:
    """One tick, off by default. `accept` is called with the reader and the story once the address is confirmed."""

    name: str
    label: Any
    accept: Callable[[Any, Any], Any]


_offers: dict[str, Offer] = {}


def register(offer: Offer) -> None:
    """Add a tick. Raises ValueError if another has its name."""
    if _offers.setdefault(offer.name, offer) != offer:
        raise ValueError(f"There are two offers called {offer.name}.")


def forget(name: str) -> None:
    """Take a tick away again."""
    _offers.pop(name, None)


def all_offers() -> list[Offer]:
    """Return all, in the order in which they were registered."""
    return list(_offers.values())


def accept(names: Iterable[str], reader: Any, story: Any) -> None:
    """Give the reader what they ticked; what nobody offers any more is left out."""
    for name in names:
        if name in _offers:
            _offers[name].accept(reader, story)
