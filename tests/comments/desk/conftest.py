"""What tests of the moderators' pages share: a story that takes comments, readers who write, and who reads them."""

from typing import Any

import pytest

from comments.models import Comment
from tests.comments.writing import say


@pytest.fixture
def lena(make_user: Any) -> Any:
    """A moderator."""
    return make_user("lena", "Moderator")


@pytest.fixture
def desk_client(client: Any, lena: Any) -> Any:
    """A browser in which the moderator is logged in."""
    client.force_login(lena)
    return client


@pytest.fixture
def held(story: Any, ada: Any) -> Comment:
    """A first comment, which waits."""
    return say(story, ada)


@pytest.fixture
def decide(desk_client: Any) -> Any:
    """Send a decision about a comment as our script does, and return the answer."""

    def decide(comment: Comment, action: str, **fields: Any) -> Any:
        data = {"action": action, "version": comment.version, "queue": "held"} | fields
        return desk_client.post(f"/admin/comments/comment/{comment.public_id}/decide/", data, **JSON)

    return decide


JSON = {"HTTP_ACCEPT": "application/json"}
