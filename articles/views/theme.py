"""What the settings of the paper look like as files: its style sheet, its sign in the browser's tab, its manifest."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from fastpath import cache_tags

from ..languages import is_right_to_left
from ..theme.style_sheet import theme_of

FOR_EVER = 31_536_000
A_DAY = 86_400


@cache_tags.cacheable()
def theme(request: HttpRequest, name: str) -> HttpResponse:
    """Serve the paper's style sheet.

    A page that was kept from before a change asks for an older name: it gets what we have, for a minute.
    """
    current = theme_of(request.paper)
    response = HttpResponse(current.css, content_type="text/css; charset=utf-8")
    if name == current.name:
        cache_tags.depends_on("paper")  # other names are anybody's, and not kept
        patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response


@cache_tags.cacheable()
def icon(request: HttpRequest) -> HttpResponse:
    """Serve the step of the masthead in the paper's accent."""
    cache_tags.depends_on("paper")
    svg = render_to_string("articles/icon.svg", {"accent": request.paper.accent})
    response = HttpResponse(svg, content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@cache_tags.cacheable()
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the paper looks among a reader's apps (W3C Web Application Manifest)."""
    cache_tags.depends_on("paper")
    paper = request.paper
    response = JsonResponse(
        {
            "name": paper.name,
            "short_name": paper.name,
            "description": paper.tagline,
            "lang": paper.language,
            "dir": "rtl" if is_right_to_left(paper.language) else "ltr",
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [{"src": "/icon.svg", "type": "image/svg+xml", "sizes": "any", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response
