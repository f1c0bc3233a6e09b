"""Measure searches, feeds and sitemaps. A search for a common word may take 50 ms among a million stories."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles.models import Article, TagListing

from .measuring import Case, Cases, browser
from .reader_pages import most_used

TITLE = "Search, feeds, sitemaps"
MOST_MS, MOST_QUERIES = 50, 6


def cases() -> Cases:
    """Yield searches from the commonest word to none, then what machines ask for."""
    newest = Article.objects.published().newest_first().first()
    if newest is None:
        return
    client = browser()

    def search(name: str, **query: Any) -> Case:
        return Case(name, partial(client.get, reverse("articles:search"), query), MOST_MS, MOST_QUERIES)

    tag = TagListing.objects.filter(tag=most_used(TagListing.objects, "tag"))[0].tag if newest.tag_list else None
    words = newest.headline.split()
    yield search("search, common word", q=max(words, key=len))
    yield search("search, two common words", q=" ".join(words[-2:]))
    yield search("search, a or b or c", q=" or ".join(words[-3:]))
    yield search("search, a phrase", q=f'"{" ".join(words[-2:])}"')
    yield search("search, common word and section", q=words[-1], section=newest.section.slug if newest.section else "")
    if tag:
        yield search("search, common word and tag", q=words[-1], tag=tag.slug)
    yield search(
        "search, common word years ago",
        q=words[-1],
        until=timezone.localdate().replace(year=timezone.localdate().year - 5),
    )
    yield search("search, a word in no story", q="qwertzuiop")
    yield search("search, a word left out only", q=f"-{words[-1]}")

    def get(title: str, view: str, /, *args: str, most: int = 8, **kwargs: str) -> Case:
        return Case(
            title, partial(client.get, reverse(f"articles:{view}", args=args, kwargs=kwargs)), most_queries=most
        )

    yield get("feed of everything", "feed", "rss.xml")
    if tag:
        yield get("feed of a tag", "tag_feed", slug=tag.slug, name="atom.xml")
    yield get("twin in Markdown", "markdown", *newest.get_absolute_url().strip("/").split("/"), most=10)
    yield get("index of tags", "tags")
    month = timezone.localdate(newest.first_published_at)
    yield get("month of the archive", "archive_month", f"{month:%Y}", f"{month:%m}")
    yield get("index of sitemaps", "sitemap")
    yield get("sitemap of a month", "sitemap_month", f"{month:%Y}", f"{month:%m}")
    yield get("news sitemap", "news_sitemap")
