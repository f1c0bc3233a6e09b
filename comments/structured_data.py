"""Comments for machines: what the JSON-LD of a story's page says of them (schema.org/Comment)."""

import re
from html import unescape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import showing

MOST = 20
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')  # what cleaned HTML has of them


def of(story: Any, paper: Any) -> dict[str, Any]:
    """Return what the NewsArticle of `story` gets: `commentCount`, where they are, and those that its page shows.

    `story` as fetched for its page; asks nothing that the page does not ask anyway. Empty without comments, and for a
    story that was not fetched for its page: a preview.
    """
    if "comments_closed_message" not in story.__dict__:
        return {}
    context = showing.under_story(story, paper)
    if context is None or not context["thread"].published_count:
        return {}
    return {
        "commentCount": context["thread"].published_count,
        "discussionUrl": settings.SITE_URL + reverse("comments:thread", args=[story.address]),
        "comment": [_comment(comment) for comment in context["page"].comments()[:MOST]],
    }


def _comment(comment: Any) -> dict[str, Any]:
    said = {
        "@type": "Comment",
        "@id": comment.public_id.urn,
        "url": settings.SITE_URL + comment.get_absolute_url(),
        "text": _plain(comment.published_revision.html),
        "dateCreated": _iso(comment.published_at),
        "author": {"@type": "Person", "name": comment.author.display_name},
        "upvoteCount": comment.like_count,
    }
    if comment.edited_at:
        said["dateModified"] = _iso(comment.edited_at)
    return said


def _plain(html: str) -> str:
    """Return the words of a comment's HTML, in which there are paragraphs, breaks and links alone."""
    return unescape(_TAG.sub("", html.replace("</p><p>", "\n\n").replace("<br>", "\n")))


def _iso(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
