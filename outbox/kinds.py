"""Registry of the kinds of transactional mail. Each app declares its own at import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .models import Suppression

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `template` is the path without ending: `readers/mail/sign_in` has `sign_in.subject.txt`, `sign_in.txt` and
    `sign_in.html` under `templates/readers/mail/`. `headers` are extra ones: their names and patterns are ours,
    written in code, and a pattern may name what the context holds, as in "<{leave_url}>".
    """

    name: str
    template: str
    suppressed_by: Any = Suppression.Scope.ALL
    headers: Mapping[str, str] = field(default_factory=dict)


def declare(kind: Kind) -> Kind:
    """Register `kind` and return it. Raises ValueError if another has its name."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There are two kinds of mail called {kind.name}.")
    return kind


def kind_named(name: str) -> Kind:
    """Return the kind called `name`. Raises LookupError if no app declares it."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No app declares mail of kind {name!r}.") from None
