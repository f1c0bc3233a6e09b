"""Feeds of everything, of a section, a tag, a byline."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fastpath import cache_tags

from ..addresses import full_address
from ..feeds.feed import FORMATS, Feed, entries
from ..models import Article, BylineListing, OldAddress, Profile, Section, Tag, TagListing
from .conditional import conditional

SIZE = 30
KINDS: dict[str, Any] = {"section": Section, "tag": Tag, "byline": Profile}


@cache_tags.cacheable()
def feed(request: HttpRequest, name: str, kind: str = "", slug: str = "") -> HttpResponseBase:
    """Serve the newest stories in the format that the last part of the address names."""
    write, content_type = FORMATS[name]
    paper = request.paper
    thing = KINDS[kind].objects.filter(slug=slug).first() if kind else None
    if kind and thing is None:
        return _moved(name, kind, slug)
    cache_tags.depends_on(f"{kind if kind != 'byline' else 'profile'}-{thing.pk}-stories" if thing else "stories")
    stories = _stories(kind, thing).for_feeds()
    found = Feed(
        title=f"{paper.name}: {thing.name}" if thing else paper.name,
        description=_description(thing) or paper.tagline or _("News from %(name)s") % {"name": paper.name},
        page=full_address(thing.get_absolute_url() if thing else "/"),
        address=full_address(address(name, thing)),
        language=paper.language,
        logo=full_address(paper.logo.file.url) if paper.logo else "",
        entries=entries(stories, paper),
    )
    return conditional(request, write(found), content_type, found.updated)


def address(name: str, thing: Any = None) -> str:
    """Return the path of a feed of `thing`, or of everything."""
    if thing is None:
        return reverse("articles:feed", args=[name])
    kind = next(kind for kind, model in KINDS.items() if isinstance(thing, model))
    return reverse(f"articles:{kind}_feed", kwargs={"slug": thing.slug, "name": name})


def _stories(kind: str, thing: Any) -> Any:
    live = Article.objects.published().newest_first()
    if kind == "section":
        return live.filter(section=thing)[:SIZE]
    if not kind:
        return live[:SIZE]
    rows = TagListing.objects.filter(tag=thing) if kind == "tag" else BylineListing.objects.filter(profile=thing)
    return live.filter(pk__in=rows.order_by("-published_at", "-article_id").values("article_id")[:SIZE])


def _description(thing: Any) -> str:
    return str(getattr(thing, "description", "") or getattr(thing, "bio", ""))


def _moved(name: str, kind: str, slug: str) -> HttpResponseBase:
    """Lead on from the feed of something that was renamed."""
    old = OldAddress.objects.leading_from(KINDS[kind].path_for(slug))
    if old is None:
        raise Http404
    return HttpResponsePermanentRedirect(address(name, old.target))
