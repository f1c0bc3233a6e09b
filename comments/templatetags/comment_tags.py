"""Template tags that render comments in public threads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from articles.formatting.times import time_formatter
from fastpath.compiled_templates import CompiledTemplate, Fill
from fastpath.fragments import cached_fragment
from fastpath.translations import gettext as _

from ..models import Comment
from ..thread_pages.pages import KEPT, SORTS, CommentNode, ThreadPage

register = template.Library()

_comment = CompiledTemplate(
    "comments/parts/comment.html",
    *("id", "name", "when", "text", "path", "likes", "thread_url", "answered_id", "answered_name", "replies"),
)
_sorting = CompiledTemplate("comments/parts/sorting.html", "thread_url")


@dataclass(frozen=True)
class CommonValues:
    """Values shared by all comments of a page."""

    closed: bool
    thread_url: SafeString
    marked: int | None
    path: str  # of a comment, with “{}” in place of its public id
    when: Callable[[datetime], SafeString]
    fill: Fill


@register.simple_tag(takes_context=True)
def comments(context: Any, page: ThreadPage) -> SafeString:
    """Render the comments on a page of a thread, each with its replies."""
    return _on_page(page, bool(context.get("closed")), context["thread_url"], timezone.get_current_timezone())


@cached_fragment(KEPT)
def _on_page(page: ThreadPage, closed: bool, thread_url: str, _zone: tzinfo) -> SafeString:
    return _all(page.nodes, _in_common(closed, thread_url))


@register.simple_tag(takes_context=True)
def comment(context: Any, node: CommentNode, marked: Comment | None = None) -> SafeString:
    """Render a comment with its replies; `marked` is the one whose link the reader followed."""
    return _one(node, _in_common(bool(context.get("closed")), context["thread_url"], marked.pk if marked else None))


@register.simple_tag(takes_context=True)
def sorting(context: Any, chosen: str) -> SafeString:
    """Render the links to the sort orders of the thread."""
    return _sorting.fill({"chosen": chosen}, {"thread_url": context["thread_url"]})


@register.simple_tag
def sorts() -> list[tuple[str, str]]:
    """Return the sort orders with their labels."""
    return [(str(order), str(said)) for order, said in SORTS.items()]


@register.simple_tag
@cached_fragment(500)
def number_published(number: int) -> SafeString:
    """Render the number of published comments."""
    words = ngettext("%(number)s published", "%(number)s published", number)
    return SafeString(escape(words % {"number": number}))


def _in_common(closed: bool, thread_url: str, marked: int | None = None) -> CommonValues:
    return CommonValues(
        closed=closed,
        thread_url=SafeString(escape(thread_url)),
        marked=marked,
        path=Comment.path_of("{}"),
        when=time_formatter(_("j M Y, H:i")),
        fill=_comment.bind(),
    )


def _all(nodes: Iterable[CommentNode], page: CommonValues) -> SafeString:
    return SafeString("".join([_one(node, page) for node in nodes]))  # rendered by a compiled template


def _one(node: CommentNode, page: CommonValues) -> SafeString:
    comment, replies = node.comment, _all(node.replies, page) if node.replies else ""
    own = SafeString(comment.public_id)
    values = {"id": own, "path": SafeString(page.path.format(own)), "replies": replies}
    hanging = {"kids": bool(replies or node.more), "more": node.more, "here": comment.pk == page.marked}
    published = comment.published_revision
    if published is None:
        return page.fill({"standing": False, "status": comment.status, **hanging}, values)
    author = comment.author
    answered: Any = comment.in_reply_to_id and comment.answered
    shown = bool(answered and answered.published_revision_id)
    flags = {
        "standing": True,
        "by_author": bool(comment.is_by_author),
        "by_staff": author.is_of_the_paper,
        "featured": comment.is_featured,
        "edited": comment.edited_at is not None,
        "answers": bool(comment.in_reply_to_id),
        "answered_shown": shown,
        "closed": page.closed,
    }
    values |= {
        "name": author.display_name,
        "when": page.when(comment.published_at),
        "text": SafeString(published.html),  # sanitised when it was saved
        "likes": SafeString(comment.like_count),
        "thread_url": page.thread_url,
        "answered_id": SafeString(answered.public_id if shown else ""),
        "answered_name": answered.author.display_name if shown else "",
    }
    return page.fill({**flags, **hanging}, values)
