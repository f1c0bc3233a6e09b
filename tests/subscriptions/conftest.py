"""Subscribers, stories that are mailed, and transports that remember what they were given."""

from collections.abc import Iterator

import pytest

from outbox import crash_points


@pytest.fixture(autouse=True)
def _no_faults() -> Iterator[None]:
    yield
    crash_points.disarm()
