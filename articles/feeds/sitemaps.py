"""Write the sitemaps (sitemaps.org 0.9, with Google's extensions for pictures and news)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from ..addresses import full_address
from ..images import renditions
from ..models import (
    Article,
    BylineListing,
    Correction,
    NewsRendition,
    Paper,
    Profile,
    Section,
    SimplePage,
    Tag,
    UpdateNote,
)
from . import sitemap_parts
from .structured_data import moment
from .xml import SITEMAP, SITEMAP_IMAGE, SITEMAP_NEWS, beginning, document, element

MOST = 50_000  # addresses in one file, by the protocol
NEWS_HOURS, MOST_NEWS = 48, 1_000  # by Google's rules for news


def index(paper: Paper) -> bytes:
    """Return the index: the sitemaps of each month with stories, newest first, and the one of other pages."""
    root = beginning("sitemapindex", SITEMAP)
    name = reverse("articles:sitemap").removesuffix(".xml")  # `reverse` would be too slow: a large paper has a thousand
    paths = [reverse("articles:sitemap_pages")]
    for month, part in sitemap_parts.with_stories(paper):
        paths.append(f"{name}-{month:%Y-%m}{f'-{part}' if part > 1 else ''}.xml")
    for path in paths:
        element(element(root, "sitemap"), "loc", full_address(path))
    return document(root)


def stories(start: datetime, end: datetime) -> bytes | None:
    """Return the sitemap of the live stories first published from `start` up to `end`; None if there are none."""
    found = list(
        Article.objects.published()
        .between(start, end)
        .newest_first()
        .annotate(
            changed=Greatest(F("last_published_at"), F("first_published_at"), _newest(Correction), _newest(UpdateNote))
        )
        .values_list("address", "changed", "lead_image_id", "lead_image__file")[:MOST]
    )
    if not found:
        return None
    shown = _jpegs({image for _, _, image, _ in found if image})
    root = _urlset()
    for address, changed, image, original in found:
        url = _url(root, f"/{address}/", changed)
        if image:
            picture = element(url, f"{{{SITEMAP_IMAGE}}}image")
            element(picture, f"{{{SITEMAP_IMAGE}}}loc", full_address(_media_url(shown.get(image, original))))
    return document(root)


def pages() -> bytes:
    """Return the sitemap of sections, tags and bylines with stories, and of simple pages."""
    root = _urlset()
    for name in ("front", "corrections", "tags"):
        _url(root, reverse(f"articles:{name}"))
    credited = BylineListing.objects.filter(profile=OuterRef("pk"))
    things: tuple[Iterable[Any], ...] = (
        Section.objects.in_navigation(),
        SimplePage.objects.filter(published=True).only("slug"),
        Profile.objects.filter(Exists(credited)).only("slug"),
        Tag.objects.filter(count__stories__gt=0).only("slug"),
    )
    for thing in [thing for kind in things for thing in kind][: MOST - 3]:
        _url(root, thing.get_absolute_url())
    return document(root)


def news(paper: Paper) -> bytes:
    """Return the news sitemap: stories of the last 48 hours that are offered to news search, as is their section."""
    now = timezone.now()
    stories = (
        Article.objects.published()
        .between(now - timedelta(hours=NEWS_HOURS), now + timedelta(minutes=1))
        .filter(Q(section=None) | Q(section__in_news_sitemap=True), in_news_sitemap=True)
        .newest_first()
        .only("address", "headline", "first_published_at", "language")
    )
    root = _urlset()
    for story in stories[:MOST_NEWS]:
        url = _url(root, story.get_absolute_url())
        told = element(url, f"{{{SITEMAP_NEWS}}}news")
        publication = element(told, f"{{{SITEMAP_NEWS}}}publication")
        element(publication, f"{{{SITEMAP_NEWS}}}name", paper.name)
        element(publication, f"{{{SITEMAP_NEWS}}}language", _news_language(story.language or paper.language))
        element(told, f"{{{SITEMAP_NEWS}}}publication_date", moment(story.first_published_at))
        element(told, f"{{{SITEMAP_NEWS}}}title", story.headline)
    return document(root)


def _news_language(tag: str) -> str:
    """Return the language code for Google News: ISO 639, with a region for Chinese only."""
    if tag.lower().startswith("zh"):
        return "zh-tw" if any(part in tag for part in ("Hant", "TW", "HK")) else "zh-cn"
    return tag.split("-")[0]


def _newest(notes: Any) -> Subquery:
    return Subquery(notes.objects.filter(article=OuterRef("pk")).order_by("-at").values("at")[:1])


def _jpegs(images: set[int]) -> dict[int, str]:
    """Return the file of the largest JPEG of each of `images` that has one."""
    specs = [renditions.spec(width, "jpeg") for width in renditions.WIDTHS]
    rows = NewsRendition.objects.filter(image__in=images, filter_spec__in=specs).order_by("width")
    return dict(rows.values_list("image_id", "file"))


def _media_url(name: str) -> str:
    url: str = NewsRendition._meta.get_field("file").storage.url(name)
    return url


def _urlset() -> ET.Element:
    return beginning("urlset", SITEMAP)


def _url(root: ET.Element, path: str, changed: datetime | None = None) -> ET.Element:
    url = element(root, "url")
    element(url, "loc", full_address(path))
    if changed:
        element(url, "lastmod", moment(changed))
    return url
