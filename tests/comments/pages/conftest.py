"""People who comment, and comments in the states that tests need."""

from collections.abc import Callable
from typing import Any

import pytest

from comments import changes, moderating, submitting
from comments.models import Comment, Commenter
from comments.pipeline import Form
from readers import identity
from readers.models import Reader

Make = Callable[..., Any]


@pytest.fixture
def make_reader(db: Any) -> Make:
    """Make a reader who has shown that they read mail at their address."""

    def make(name: str = "Oona Hartikainen", email: str = "") -> Reader:
        reader = identity.reader_for(email or f"{name.split()[0].lower()}@reader.example", name)
        identity.verify(reader)
        return reader

    return make


@pytest.fixture
def sign_in(client: Any) -> Make:
    """Let a browser be a reader, as if they had followed a mailed link."""

    def sign_in(reader: Reader, browser: Any = None) -> Any:
        from django.http import HttpResponse

        browser = browser or client
        response = HttpResponse()
        identity.remember(response, reader)
        browser.cookies[identity.COOKIE] = response.cookies[identity.COOKIE].value
        return browser

    return sign_in


@pytest.fixture
def say(make_reader: Make) -> Make:
    """Write a comment, published unless `status` says otherwise."""
    number = iter(range(1, 10_000))

    def say(story: Any, text: str = "", *, by: Any = None, to: Comment | None = None, status: str = "published") -> Any:
        text = text or f"Remark number {next(number)}, which says something of its own about the harbour."
        reader = by or make_reader()
        comment = submitting.submit(story, reader, text, form=Form(), parent=to, signed_in=True).comment
        if status != Comment.objects.get(pk=comment.pk).status:
            moderating.transition(comment.pk, None, status, changes.RULES)
        return Comment.objects.select_related("author", "thread__article").get(pk=comment.pk)

    return say


@pytest.fixture
def staff_reader(make_reader: Make, reporter: Any, mara: Any) -> Reader:
    """Mara Lindqvist of the paper, as a reader with her staff account linked."""
    reader: Reader = make_reader("Mara Lindqvist", "mara@breakwater.example")
    reader.user = reporter
    reader.save(update_fields=["user"])
    mara.user = reporter
    mara.save(update_fields=["user"])
    Commenter.objects.filter(reader=reader).update(role=Commenter.Role.STAFF)
    return reader
