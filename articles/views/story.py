"""The page of a story."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fastpath import cache_tags
from fastpath.child_rows import child_rows_of

from ..credits import authors_of, credits_of
from ..feeds.markdown import twin
from ..images.renditions import load_renditions
from ..models import Article, ArticleRender, Withdrawal
from ..search import index
from ..selection import blocks
from ..selection.pick import Pick
from ..selection.story import story_at
from ..services import derived_data
from .conditional import conditional

HERO_SIZES = "(width >= 1440px) 1184px, (width >= 1080px) 84vw, 100vw"


@cache_tags.cacheable()
def story(request: HttpRequest, section: str, year: str, month: str, slug: str) -> HttpResponse:
    """Show the story at this address; 410 with the reason if it was withdrawn, 404 if readers may not see it."""
    address = f"{section}/{year}/{month}/{slug}"
    found = story_at(address)
    if found is None:
        return gone_or_missing(request, address)
    cache_tags.depends_on(f"article-{found.pk}")
    return render(request, "articles/story.html", story_context(found))


@cache_tags.cacheable()
def markdown(request: HttpRequest, section: str, year: str, month: str, slug: str) -> HttpResponseBase:
    """Serve the story's twin in Markdown, under the same conditions."""
    address = f"{section}/{year}/{month}/{slug}"
    found = Article.objects.published().for_page().filter(address=address).first()
    if found is None:
        return gone_or_missing(request, address)
    cache_tags.depends_on(f"article-{found.pk}")
    response = conditional(request, twin(found).encode(), "text/markdown", found.modified_at)
    response["Link"] = f'<{found.full_url}>; rel="canonical"'
    return response


def gone_or_missing(request: HttpRequest, address: str) -> HttpResponse:
    """Answer for an address without a live story."""
    withdrawal = Withdrawal.objects.select_related("article").filter(article__address=address).first()
    if withdrawal is None:
        raise Http404
    return render(request, "articles/withdrawn.html", {"withdrawal": withdrawal}, status=410)


def story_context(found: Article, *, preview: bool = False) -> dict[str, Any]:
    """Return what the story's template needs. A preview renders the body now; readers get the one made at publish."""
    body = (
        ArticleRender(html=derived_data.body_html(found), words=index.count_words(found)) if preview else found.render
    )
    pick = Pick([*blocks.shown_in_body(found), *([found.pk] if found.pk else [])])
    under = blocks.under_story(pick, found)
    authors = authors_of(found)
    portraits = [profile.portrait for profile in authors]
    teased = [*under["more"], *(item.story for item in under["recommended"])]
    load_renditions([found.lead_image, found.social_image, *portraits, *(story.lead_image for story in teased)])
    return {
        "story": found,
        "section": found.section,
        "hero_sizes": HERO_SIZES,
        "body": body,
        "credits": credits_of(found),
        "authors": authors,
        "sources": child_rows_of(found, "sources"),
        "corrections": child_rows_of(found, "corrections") if found.pk else [],
        "update_notes": child_rows_of(found, "update_notes") if found.pk else [],
        "preview": preview,
        **under,
        **blocks.readers(pick, under_story=True),
    }
