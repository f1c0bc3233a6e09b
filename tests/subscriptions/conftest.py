"""Subscribers, stories that are mailed, and transports that remember what they were given."""

from collections.abc import Iterator

import pytest

from subscriptions import faults


@pytest.fixture(autouse=True)
def _no_faults() -> Iterator[None]:
    yield
    faults.disarm()
