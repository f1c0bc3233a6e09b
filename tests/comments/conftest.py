"""Fixtures of the comment tests."""

from collections.abc import Callable
from typing import Any

import pytest

from comments.services import changes

Make = Callable[..., Any]


@pytest.fixture
def moderator(make_user: Make) -> changes.Actor:
    """Return the actor for a moderator."""
    return changes.staff(make_user("lena", "Moderator"))
