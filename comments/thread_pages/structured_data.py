"""Structured data of comments: the schema.org/Comment entries in the JSON-LD of a story."""

import re
from datetime import datetime, tzinfo
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils import timezone

from articles.addresses import full_address, path_about

from ..models import Comment
from . import pages

MOST = 20
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')  # a tag in sanitised HTML


def of(story: Any, paper: Any) -> dict[str, Any]:
    """Return the JSON-LD of comments for a story: `commentCount`, `discussionUrl`, and those on its page.

    `story` as fetched for its page, so there are no further queries. Empty without comments, and for a story that was
    not fetched for its page: a preview.
    """
    if "comments_closed_message" not in story.__dict__:
        return {}
    context = pages.under_story(story, paper)
    if context is None or not context["thread"].published_count:
        return {}
    path, zone = full_address(Comment.path_of("{}")), timezone.get_current_timezone()
    return {
        "commentCount": context["thread"].published_count,
        "discussionUrl": full_address(path_about("comments:thread", story.address)),
        "comment": _comments(context["page"], path, zone),
    }


@lru_cache(maxsize=pages.KEPT)
def _comments(page: pages.ThreadPage, path: str, zone: tzinfo) -> list[dict[str, Any]]:
    return [_comment(comment, path, zone) for comment in page.comments()[:MOST]]


def _comment(comment: Any, path: str, zone: tzinfo) -> dict[str, Any]:
    """Return the JSON-LD of one comment; `path` is the address of comments, with a placeholder for the public id."""
    key = comment.public_id
    said = {
        "@type": "Comment",
        "@id": f"urn:uuid:{key}",
        "url": f"{path.format(key)}#c-{key}",
        "text": _plain(comment.published_revision.html),
        "dateCreated": _iso(comment.published_at, zone),
        "author": {"@type": "Person", "name": comment.author.display_name},
        "upvoteCount": comment.like_count,
    }
    if comment.edited_at:
        said["dateModified"] = _iso(comment.edited_at, zone)
    return said


def _plain(html: str) -> str:
    """Return the text of a comment's HTML, which has only paragraphs, line breaks and links."""
    return unescape(_TAG.sub("", html.replace("</p><p>", "\n\n").replace("<br>", "\n")))


def _iso(value: datetime, zone: tzinfo) -> str:
    return value.astimezone(zone).isoformat(timespec="seconds")
