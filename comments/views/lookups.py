"""Look-ups of stories and comments that readers may see."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Article
from readers.guards.client_address import client_network
from readers.identity import current_reader

from ..models import Comment, CommentThread
from ..services.responses import reader_key, visitor_key


def story_at(address: str) -> Article:
    """Return the story at this address with its thread. Raises Http404 if readers do not see both."""
    stories: Any = Article.objects.published().defer("body").select_related("comment_thread", "section")
    story: Article = get_object_or_404(stories, address=address)
    if getattr(thread_or_none(story), "state", "") == "hidden":
        raise Http404
    return story


def thread_or_none(story: Article) -> CommentThread | None:
    """Return the thread of a story, None if there is none. No query if it was fetched with the story."""
    thread: CommentThread | None = getattr(story, "comment_thread", None)
    if thread is not None:
        thread.article = story
    return thread


def comment_at(public_id: UUID) -> Comment:
    """Return the comment with this id, or its tombstone. Raises Http404 if readers do not see it."""
    comments: Any = Comment.objects.standing().with_text().select_related("thread__article__section")
    return get_object_or_404(comments.defer("thread__article__body"), public_id=public_id)


def visible_comment(public_id: UUID) -> Comment:
    """Return the published comment with this id. Raises Http404 if readers do not see it."""
    comments: Any = Comment.objects.visible().with_text().select_related("thread__article__section")
    return get_object_or_404(comments.defer("thread__article__body"), public_id=public_id)


def key_of(request: HttpRequest) -> str:
    """Return the key under which the sender of this request likes and reports."""
    reader = current_reader(request)
    if reader is not None:
        return reader_key(reader)
    return visitor_key(client_network(request), request.headers.get("User-Agent", ""))
