"""The cast of the comments: a story that takes them, readers who write, a moderator."""

from collections.abc import Callable
from typing import Any

import pytest

from comments.services import changes

Make = Callable[..., Any]


@pytest.fixture
def moderator(make_user: Make) -> changes.Actor:
    """A moderator."""
    return changes.staff(make_user("lena", "Moderator"))
