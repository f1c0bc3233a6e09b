"""Registry of account sections: what other apps add to the account page, the data export and erasure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from .models import Reader


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class AccountSection:
    """A section of "my page" that one app registers in its `ready`.

    `template` is rendered with `reader` and what `context` returns; it is a `<section class="band">` of its own with an
    h2 in the margin. "" for none.
    `export` returns data that JSON can hold. `erase` runs in the transaction that erases the reader, before their
    address is removed; it must delete every name, address, network and text of theirs.
    """

    name: str
    order: int = 100
    template: str = ""
    context: Callable[[HttpRequest, Reader], dict[str, Any]] = _nothing
    export: Callable[[Reader], Any] = _nothing
    erase: Callable[[Reader], object] = _nothing


_sections: dict[str, AccountSection] = {}


def register(section: AccountSection) -> None:
    """Register `section`. Raises ValueError if another has its name."""
    if _sections.setdefault(section.name, section) != section:
        raise ValueError(f"There are two account sections called {section.name}.")


def sections() -> list[AccountSection]:
    """Return all sections in their order."""
    return sorted(_sections.values(), key=lambda section: (section.order, section.name))
