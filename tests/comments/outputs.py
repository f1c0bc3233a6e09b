"""All public output of comments. A new output must be added here, so that C1 is tested for it as well."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.test import Client

from comments.models import Comment
from comments.models.querysets import Sort
from comments.services.threads import thread_of

Output = Callable[[Any], str]
OUTPUTS: list[Output] = []


def output(function: Output) -> Output:
    """Register `function`: given a story, it returns what readers get."""
    OUTPUTS.append(function)
    return function


def everything(story: Any) -> str:
    """Return all output for readers about the comments on `story`."""
    return "\n".join(function(story) for function in OUTPUTS)


@output
def thread_pages(story: Any) -> str:
    """Return the text of the thread in each sort order, with replies and pinned comments."""
    thread = thread_of(story)
    found = list(Comment.objects.pinned(thread))
    for sort in Sort:
        roots = list(Comment.objects.on_page(thread, sort))
        found += [*roots, *Comment.objects.replies_to(roots)]
    return _printed(found)


@output
def visible(story: Any) -> str:
    """Return the text of the comments in feeds and structured data."""
    return _printed(Comment.objects.visible().filter(thread__article=story).with_text().newest())


@output
def story_page(story: Any) -> str:
    """Return the story's page."""
    return _client().get(story.get_absolute_url()).content.decode()


@cache
def _client() -> Client:
    return Client()


def _printed(comments: Any) -> str:
    return "\n".join(
        f"{comment.author.display_name} {comment.published_revision.html}"
        for comment in comments
        if comment.published_revision_id
    )
