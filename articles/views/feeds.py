"""The feeds of all stories, of a section, a tag, a byline."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fastpath import cache_tags

from ..addresses import full_address
from ..feeds.entries import entries
from ..feeds.feed import FORMATS, Feed
from ..models import OldAddress, Profile, Section, Tag
from .conditional import conditional

KINDS: dict[str, Any] = {"section": Section, "tag": Tag, "byline": Profile}


@cache_tags.cacheable()
def feed(request: HttpRequest, name: str, kind: str = "", slug: str = "") -> HttpResponseBase:
    """Serve the newest stories in the format that the last part of the address names."""
    written = FORMATS[name]
    paper = request.paper
    thing = KINDS[kind].objects.filter(slug=slug).first() if kind else None
    if kind and thing is None:
        return _moved(name, kind, slug)
    cache_tags.depends_on(f"{kind if kind != 'byline' else 'profile'}-{thing.pk}-stories" if thing else "stories")
    found = Feed(
        title=f"{paper.name}: {thing.name}" if thing else paper.name,
        description=_description(thing) or paper.tagline or _("News from %(name)s") % {"name": paper.name},
        page=full_address(thing.get_absolute_url() if thing else "/"),
        address=full_address(address(name, thing)),
        language=paper.language,
        logo=full_address(paper.logo.file.url) if paper.logo else "",
        entries=entries(name, paper, kind, thing),
    )
    return conditional(request, written.feed(found), written.content_type, found.updated)


def address(name: str, thing: Any = None) -> str:
    """Return the path of a feed of `thing`, or of all stories."""
    if thing is None:
        return reverse("articles:feed", args=[name])
    kind = next(kind for kind, model in KINDS.items() if isinstance(thing, model))
    return reverse(f"articles:{kind}_feed", kwargs={"slug": thing.slug, "name": name})


def _description(thing: Any) -> str:
    return str(getattr(thing, "description", "") or getattr(thing, "bio", ""))


def _moved(name: str, kind: str, slug: str) -> HttpResponseBase:
    """Redirect from the feed of something that was renamed."""
    old = OldAddress.objects.find(KINDS[kind].path_for(slug))
    if old is None:
        raise Http404
    return HttpResponsePermanentRedirect(address(name, old.target))
