"""The page of a story, and its Markdown version."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fastpath import cache_tags

from ..feeds.markdown import to_markdown
from ..models import Article, Withdrawal
from ..selection.story import story_at
from ..services.story_context import story_context
from .conditional import conditional


@cache_tags.cacheable()
def story(request: HttpRequest, section: str, year: str, month: str, slug: str) -> HttpResponse:
    """Show the story at this address; 410 with the reason if it was withdrawn, 404 if it is not live."""
    address = f"{section}/{year}/{month}/{slug}"
    found = story_at(address)
    if found is None:
        return gone_or_missing(request, address)
    cache_tags.depends_on(f"article-{found.pk}")
    return render(request, "articles/story.html", story_context(found))


@cache_tags.cacheable()
def markdown(request: HttpRequest, section: str, year: str, month: str, slug: str) -> HttpResponseBase:
    """Serve the story's Markdown version, under the same conditions."""
    address = f"{section}/{year}/{month}/{slug}"
    found = Article.objects.published().for_page().filter(address=address).first()
    if found is None:
        return gone_or_missing(request, address)
    cache_tags.depends_on(f"article-{found.pk}")
    response = conditional(request, to_markdown(found).encode(), "text/markdown", found.modified_at)
    response["Link"] = f'<{found.full_url}>; rel="canonical"'
    return response


def gone_or_missing(request: HttpRequest, address: str) -> HttpResponse:
    """Return 410 for a withdrawn story, else raise Http404."""
    withdrawal = Withdrawal.objects.select_related("article").filter(article__address=address).first()
    if withdrawal is None:
        raise Http404
    return render(request, "articles/withdrawn.html", {"withdrawal": withdrawal}, status=410)
