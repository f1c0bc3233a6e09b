"""Metadata for links to a story on other sites (Open Graph, ogp.me; Twitter cards)."""

from collections.abc import Iterator

from ..addresses import full_address
from ..formatting.credits import authors_of
from ..images import renditions
from ..models import Article, Paper
from .structured_data import moment

PROPERTY, NAME = "property", "name"
MetaTag = tuple[str, str, str]


def meta_tags(story: Article, paper: Paper) -> Iterator[MetaTag]:
    """Yield the meta tags of a story that was fetched `for_page()`: attribute, name and content of each."""
    yield PROPERTY, "og:type", "article"
    yield PROPERTY, "og:site_name", paper.name
    yield PROPERTY, "og:title", story.headline
    if story.standfirst:
        yield PROPERTY, "og:description", story.standfirst
    yield PROPERTY, "og:url", story.full_url
    image = renditions.social_image(story)
    if image:
        yield PROPERTY, "og:image", image.url
        yield PROPERTY, "og:image:width", str(image.width)
        yield PROPERTY, "og:image:height", str(image.height)
        yield PROPERTY, "og:image:alt", image.alt
    for profile in authors_of(story):
        yield NAME, "author", profile.name
        yield PROPERTY, "article:author", full_address(profile.get_absolute_url())
    yield NAME, "twitter:card", "summary_large_image" if image else "summary"
    if published := moment(story.published_at):
        yield PROPERTY, "article:published_time", published
    if modified := moment(story.modified_at):
        yield PROPERTY, "article:modified_time", modified
    if story.section:
        yield PROPERTY, "article:section", story.section.name
    for tag in story.tag_list:
        yield PROPERTY, "article:tag", tag.name
