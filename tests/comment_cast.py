"""A story that takes comments, and readers who write: for the tests of comments and of the desk."""

from collections.abc import Callable
from typing import Any

import pytest

from comments.models import CommentThread, SiteCommentSettings
from comments.services.threads import thread_of
from readers.models import Reader
from tests.comments.writing import make_reader

Make = Callable[..., Any]


@pytest.fixture
def story(make_story: Make) -> Any:
    """A published story that takes comments."""
    return make_story()


@pytest.fixture
def thread(story: Any) -> CommentThread:
    """Its thread."""
    return thread_of(story)


@pytest.fixture
def ada(db: Any) -> Reader:
    """A reader whose address is confirmed."""
    return make_reader("Ada Quill")


@pytest.fixture
def ben(db: Any) -> Reader:
    """Another."""
    return make_reader("Ben Osei")


@pytest.fixture
def open_house(db: Any) -> None:
    """Nobody is read first."""
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(premod="off")
