"""Comments for machines: what the JSON-LD of a story's page says of them (schema.org/Comment)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import showing

MOST = 20


def of(story: Any) -> dict[str, Any]:
    """Return what the NewsArticle of `story` gets: `commentCount`, where they are, and those that its page shows.

    `story` as fetched for its page; asks nothing that the page does not ask anyway. Empty without comments.
    """
    context = showing.under_story(story)
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
        "text": comment.published_revision.text,
        "dateCreated": _iso(comment.published_at),
        "author": {"@type": "Person", "name": comment.author.display_name},
        "upvoteCount": comment.like_count,
    }
    if comment.edited_at:
        said["dateModified"] = _iso(comment.edited_at)
    return said


def _iso(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
