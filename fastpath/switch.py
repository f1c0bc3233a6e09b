"""The switch FASTPATH: which tricks of this package are on."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

TRICKS = (
    "queries",
    "child_rows",
    "instances",
    "process_cache",
    "fragments",
    "templates",
    "translations",
    "database",
    "page_cache",
)


def parse(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the tricks that FASTPATH turns on: 1 is all (the default), 0 none, otherwise their names with commas.

    Raises ImproperlyConfigured for any other value.
    """
    value = environment.get("FASTPATH", "1")
    if value in {"0", "1"}:
        return frozenset(TRICKS if value == "1" else ())
    names = frozenset(value.split(","))
    if not names <= frozenset(TRICKS):
        raise ImproperlyConfigured(f"FASTPATH is 1, 0, or names with commas between them, of {', '.join(TRICKS)}.")
    return names


_on = parse(os.environ)  # once: models, templates and views are made for one setting of it


def is_on(trick: str) -> bool:
    """Return whether this trick, one of TRICKS, is on in this process."""
    if trick not in TRICKS:
        raise ValueError(trick)
    return trick in _on
