"""Where comments are read: a thread page by page in three orders, and one conversation."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fastpath import cache_tags

from ..models import SiteCommentSettings
from ..models.querysets import Place, Sort
from ..services import threads
from ..thread_pages import pages
from .lookups import comment_at, story_at, thread_or_none


@cache_tags.cacheable("sort", "after")
@require_safe
def thread_page(request: Any, address: str) -> HttpResponse:
    """Show a page of the comments on a story, in the order asked for."""
    story = story_at(address)
    sort = request.GET.get("sort", Sort.NEWEST)
    if sort not in Sort.values:
        cache_tags.do_not_store()
        sort = Sort.NEWEST
    after = Place.parse(request.GET.get("after"))
    thread = thread_or_none(story) or threads.thread_to_be(story, request.paper)
    context = pages.thread_context(story, thread, SiteCommentSettings.load(), sort=sort, after=after)
    if context is None:
        raise Http404
    return render(
        request, "comments/thread.html", {**context, "story": story, "section": story.section, "after": after}
    )


@cache_tags.cacheable("after")
@require_safe
def comment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the conversation that a comment is part of, opened where it stands."""
    found = comment_at(public_id)
    story: Any = found.thread.article
    cache_tags.depends_on(f"thread-{story.pk}")
    after = Place.parse(request.GET.get("after"))
    if after and found.root_id:  # pages link to what follows from the first comment alone
        cache_tags.do_not_store()
    found_in = pages.conversation(found, after)
    if found_in is None:
        raise Http404
    context = {
        "story": story,
        "section": story.section,
        "comment": found,
        "conversation": found_in,
        "thread": found.thread,
    }
    return render(request, "comments/conversation.html", context)
