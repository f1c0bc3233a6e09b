"""Comments in their threads, for the public templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.languages import gettext as _
from articles.mould import Mould
from articles.templatetags.newsroom_tags import moment

from ..showing import Node

register = template.Library()

_comment = Mould(
    "comments/parts/comment.html",
    *("id", "name", "when", "text", "path", "likes", "thread_url", "answered_id", "answered_name", "replies"),
)


@register.simple_tag(takes_context=True)
def comments(context: Any, *nodes: Any) -> SafeString:
    """Show comments, each with what hangs below it: of one node, or of a list of them."""
    listed = nodes[0] if isinstance(nodes[0], list) else nodes
    marked = context.get("marked")
    return _all(
        listed,
        {
            "closed": bool(context.get("closed")),
            "thread_url": context["thread_url"],
            "pattern": _("j M Y, H:i"),
            "marked": marked.pk if marked else None,
        },
    )


def _all(nodes: Iterable[Node], page: dict[str, Any]) -> SafeString:
    return mark_safe("".join([_one(node, page) for node in nodes]))  # noqa: S308 - made by a mould


def _one(node: Node, page: dict[str, Any]) -> SafeString:
    comment, replies = node.comment, _all(node.replies, page) if node.replies else ""
    values = {"id": comment.public_id, "path": comment.path, "replies": replies}
    hanging = {"kids": bool(replies or node.more), "more": node.more, "here": comment.pk == page["marked"]}
    if not comment.published_revision_id:
        return _comment.fill({"standing": False, "status": comment.status, **hanging}, values)
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
        "closed": page["closed"],
    }
    values |= {
        "name": author.display_name,
        "when": moment(comment.published_at, page["pattern"]),
        "text": mark_safe(comment.published_revision.html),  # noqa: S308 - cleaned when it came in
        "likes": comment.like_count,
        "thread_url": page["thread_url"],
        "answered_id": answered.public_id if shown else "",
        "answered_name": answered.author.display_name if shown else "",
    }
    return _comment.fill({**flags, **hanging}, values)
