"""Registry of account sections: what other apps add to the account page, the data export and erasure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from .models import Reader


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Part:
    """One app's part. Declared once, in the `ready` of the app.

    `template` is rendered with `reader` and what `context` returns; it is a `<section class="band">` of its own with an
    h2 in the margin. "" for none.
    `export` returns what JSON can hold. `erase` runs in the transaction that erases the reader, before their address
    goes; it must leave no name, address, network or text of theirs.
    """

    name: str
    order: int = 100
    template: str = ""
    context: Callable[[HttpRequest, Reader], dict[str, Any]] = _nothing
    export: Callable[[Reader], Any] = _nothing
    erase: Callable[[Reader], object] = _nothing


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add `part`. Raises ValueError if another has its name."""
    if _parts.setdefault(part.name, part) != part:
        raise ValueError(f"There are two parts of my page called {part.name}.")


def parts() -> list[Part]:
    """Return all parts in their order."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.name))
