"""Comments as Atom feeds (RFC 4287): of one story, and of the whole paper."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from fastpath import cache_tags

from ..models import Comment
from .lookups import story_at, thread_or_none

ENTRIES = 50
BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """An Atom feed that says of itself, while it is empty, since when it is; Django's says “now”, each time anew."""

    def latest_post_date(self) -> datetime:
        """Return when its newest entry last changed."""
        return super().latest_post_date() if self.items else self.feed["empty_since"]


@cache_tags.cacheable()
@require_safe
@conditional_page
@cache_control(public=True, max_age=60)
def story(request: HttpRequest, address: str) -> HttpResponse:
    """The newest comments on one story."""
    found = story_at(address)
    cache_tags.depends_on(f"thread-{found.pk}")
    comments = Comment.objects.visible().filter(thread=thread_or_none(found))
    title = _("Comments on “%(headline)s”") % {"headline": found.headline}
    address = reverse("comments:story_feed", args=[address])
    return _feed(comments, title, found.get_absolute_url(), address, empty_since=found.first_published_at)


@cache_tags.cacheable()
@require_safe
@conditional_page
@cache_control(public=True, max_age=60)
def site(request: HttpRequest) -> HttpResponse:
    """The newest comments on everything."""
    cache_tags.depends_on("comments")
    title = _("Comments in %(paper)s") % {"paper": request.paper.name}
    return _feed(Comment.objects.visible(), title, reverse("articles:front"), reverse("comments:feed"))


def _feed(comments: Any, title: str, page: str, address: str, empty_since: datetime = BEFORE_ANY) -> HttpResponse:
    feed = Feed(
        title=title,
        link=settings.SITE_URL + page,
        description=None,
        feed_url=settings.SITE_URL + address,
        feed_guid=settings.SITE_URL + address,
        empty_since=empty_since,
    )
    rows = comments.with_text().select_related("thread__article").defer("thread__article__body")
    for comment in rows.newest()[:ENTRIES]:
        name = comment.author.display_name
        feed.add_item(
            title=_("%(name)s on “%(headline)s”") % {"name": name, "headline": comment.thread.article.headline},
            link=settings.SITE_URL + comment.get_absolute_url(),
            description=comment.published_revision.html,
            unique_id=comment.public_id.urn,
            author_name=name,
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
