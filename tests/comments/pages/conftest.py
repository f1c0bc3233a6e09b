"""Signed-in browsers, and comments in the states that tests need."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from comments.models import Comment
from comments.rules import SubmissionGuards
from comments.services import changes, moderation, submission
from readers import identity
from readers.guards import form_token
from readers.models import Reader

Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept forms without the minimum time for filling them in."""
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))


@pytest.fixture
def make_reader(db: Any) -> Make:
    """Return a function that creates a reader with a verified address."""

    def make(name: str = "Oona Hartikainen", email: str = "") -> Reader:
        reader = identity.reader_for(email or f"{name.split()[0].lower()}@reader.example", name)
        identity.verify(reader)
        return reader

    return make


@pytest.fixture
def browser_of() -> Make:
    """Return a function that signs a reader in and returns their browser."""

    def browser_of(reader: Reader, **options: Any) -> Client:
        response = HttpResponse()
        identity.remember(response, reader)
        browser = Client(**options)
        browser.cookies[identity.COOKIE] = response.cookies[identity.COOKIE].value
        return browser

    return browser_of


@pytest.fixture
def say(make_reader: Make) -> Make:
    """Return a function that creates a comment, published unless `status` is given."""
    number = iter(range(1, 10_000))

    def say(story: Any, text: str = "", *, by: Any = None, to: Comment | None = None, status: str = "published") -> Any:
        text = text or f"Remark number {next(number)}, which says something of its own about the harbour."
        reader = by or make_reader()
        comment = submission.submit(story, reader, text, guards=SubmissionGuards(), parent=to, signed_in=True).comment
        if status != Comment.objects.get(pk=comment.pk).status:
            moderation.transition(comment.pk, None, status, changes.RULES)
        return Comment.objects.select_related("author", "thread__article").get(pk=comment.pk)

    return say


@pytest.fixture
def story(make_story: Make) -> Any:
    """Return a published story that takes comments."""
    return make_story()
