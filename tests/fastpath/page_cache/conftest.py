"""Web processes with their page caches, on a database whose changes are committed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fastpath.page_cache import store
from tests.fastpath.page_cache.site import Site


@pytest.fixture
def open_site(transactional_db: None, monkeypatch: Any) -> Iterator[Callable[..., Site]]:
    """Start another web process; pages that are out of date are rendered again at once."""
    monkeypatch.setattr(store, "FLOOD", 0.0)
    sites: list[Site] = []

    def start(**options: Any) -> Site:
        sites.append(Site(**options))
        return sites[-1]

    yield start
    for site in sites:
        site.stop()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    """A web process."""
    return open_site()
