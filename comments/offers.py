"""Extra options on the comment form, such as subscribing to new stories by mail.

Other apps register them; without any, the form shows no extra checkbox.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from articles.models import Article
from readers.models import Reader


@dataclass(frozen=True)
class Offer:
    """One checkbox, off by default. `accept` is called with reader and story once the address is confirmed."""

    name: str
    label: str | Promise
    accept: Callable[[Reader, Article], object]


_offers: dict[str, Offer] = {}


def register(offer: Offer) -> None:
    """Register an offer. Raises ValueError if another has its name."""
    if _offers.setdefault(offer.name, offer) != offer:
        raise ValueError(f"There are two offers called {offer.name}.")


def forget(name: str) -> None:
    """Unregister an offer."""
    _offers.pop(name, None)


def all_offers() -> list[Offer]:
    """Return all offers in the order of registration."""
    return list(_offers.values())


def accept(names: Iterable[str], reader: Reader, story: Article) -> None:
    """Give the reader the offers they chose; names that are no longer registered are ignored."""
    for name in names:
        if name in _offers:
            _offers[name].accept(reader, story)
