"""Comments in their threads, for the public templates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from articles.times import clock
from fastpath.compiled_templates import CompiledTemplate, Fill
from fastpath.fragments import cached_fragment
from fastpath.translations import gettext as _

from ..models import Comment
from ..thread_pages.pages import KEPT, SORTS, Node, ThreadPage

register = template.Library()

_comment = CompiledTemplate(
    "comments/parts/comment.html",
    *("id", "name", "when", "text", "path", "likes", "thread_url", "answered_id", "answered_name", "replies"),
)
_sorting = CompiledTemplate("comments/parts/sorting.html", "thread_url")


@dataclass(frozen=True)
class Page:
    """What all comments of a page have in common."""

    closed: bool
    thread_url: SafeString
    marked: int | None
    path: str  # of a comment, with a hole for its public id
    when: Callable[[datetime], SafeString]
    fill: Fill


@register.simple_tag(takes_context=True)
def comments(context: Any, page: ThreadPage) -> SafeString:
    """Show the comments on a page of a thread, each with what hangs below it."""
    return _on_page(page, bool(context.get("closed")), context["thread_url"], timezone.get_current_timezone())


@cached_fragment(KEPT)
def _on_page(page: ThreadPage, closed: bool, thread_url: str, _zone: tzinfo) -> SafeString:
    return _all(page.nodes, _in_common(closed, thread_url))


@register.simple_tag(takes_context=True)
def comment(context: Any, node: Node, marked: Any = None) -> SafeString:
    """Show a comment with what hangs below it; `marked` is the one that the reader came for."""
    return _one(node, _in_common(bool(context.get("closed")), context["thread_url"], marked.pk if marked else None))


@register.simple_tag(takes_context=True)
def sorting(context: Any, chosen: str) -> SafeString:
    """Show the orders in which the thread can be read."""
    return _sorting.fill({"chosen": chosen}, {"thread_url": context["thread_url"]})


@register.simple_tag
def sorts() -> list[tuple[str, str]]:
    """Return these orders, and what readers call them."""
    return [(str(order), str(said)) for order, said in SORTS.items()]


@register.simple_tag
@cached_fragment(500)
def number_published(number: int) -> SafeString:
    """Say how many comments there are."""
    words = ngettext("%(number)s published", "%(number)s published", number)
    return SafeString(escape(words % {"number": number}))


def _in_common(closed: bool, thread_url: str, marked: int | None = None) -> Page:
    return Page(
        closed=closed,
        thread_url=SafeString(escape(thread_url)),
        marked=marked,
        path=Comment.path_of("{}"),
        when=clock(_("j M Y, H:i")),
        fill=_comment.bind(),
    )


def _all(nodes: Iterable[Node], page: Page) -> SafeString:
    return SafeString("".join([_one(node, page) for node in nodes]))  # rendered by a compiled template


def _one(node: Node, page: Page) -> SafeString:
    comment, replies = node.comment, _all(node.replies, page) if node.replies else ""
    own = SafeString(comment.public_id)
    values = {"id": own, "path": SafeString(page.path.format(own)), "replies": replies}
    hanging = {"kids": bool(replies or node.more), "more": node.more, "here": comment.pk == page.marked}
    if not comment.published_revision_id:
        return page.fill({"standing": False, "status": comment.status, **hanging}, values)
    author, answered = comment.author, comment.in_reply_to_id and comment.answered
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
        "text": SafeString(comment.published_revision.html),  # cleaned when it came in
        "likes": SafeString(comment.like_count),
        "thread_url": page.thread_url,
        "answered_id": SafeString(answered.public_id if shown else ""),
        "answered_name": answered.author.display_name if shown else "",
    }
    return page.fill({**flags, **hanging}, values)
