"""The public URLs."""

import re
from datetime import date

from django.urls import path, register_converter
from django.views.generic import RedirectView

from .feeds.feed import FORMATS
from .views import (
    archive,
    feeds,
    front,
    lists,
    machines,
    media,
    pages,
    popular,
    reads,
    report,
    search,
    story,
    tags,
    theme,
)


class DayConverter:
    """A day as yyyy/mm/dd."""

    regex = r"[0-9]{4}/[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; raise ValueError, which Django takes as "no match", if there is no such day."""
        year, month, day = value.split("/")
        return date(int(year), int(month), int(day))

    def to_url(self, value: date) -> str:
        """Return the day as in an address."""
        return f"{value:%Y/%m/%d}"


class YearConverter:
    """Four digits."""

    regex = r"[0-9]{4}"

    def to_python(self, value: str) -> str:
        """Return it unchanged."""
        return value

    to_url = to_python


class MonthConverter(YearConverter):
    """Two digits."""

    regex = r"0[1-9]|1[0-2]"


class SectionConverter(YearConverter):
    """The slug of a section in the address of a story; not “archive”, whose days have similar addresses."""

    regex = r"(?!archive/)[-a-zA-Z0-9_]+"


class PartConverter:
    """The number of a sitemap of a month, from 2 on; the first has no number in its address."""

    regex = r"[2-9]|[1-9][0-9]{1,4}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    to_url = str


register_converter(DayConverter, "day")
register_converter(YearConverter, "yyyy")
register_converter(PartConverter, "part")
register_converter(SectionConverter, "section")


class AddressConverter(YearConverter):
    """The address of a story: world/2026/11/slug."""

    regex = r"[a-z0-9-]+/[0-9]{4}/(?:0[1-9]|1[0-2])/[a-z0-9-]+"


class FeedConverter(YearConverter):
    """The last part of a feed's address, which names its format."""

    regex = "|".join(re.escape(name) for name in FORMATS)


register_converter(MonthConverter, "mm")
register_converter(FeedConverter, "feed")
register_converter(AddressConverter, "address")

app_name = "articles"

urlpatterns = [
    path("<section:section>/<yyyy:year>/<mm:month>/<slug:slug>/", story.story, name="story"),  # most requests
    path("", front.front, name="front"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<slug:slug>/", lists.tag, name="tag"),
    path("by/<slug:slug>/", lists.byline, name="byline"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<yyyy:year>/<mm:month>/", archive.archive_month, name="archive_month"),
    path("archive/<day:day>/", archive.archive_day, name="archive_day"),
    path("popular/", popular.popular, name="popular"),
    path("reads/", reads.reads, name="reads"),
    path("search/", search.search, name="search"),
    path("corrections/", pages.corrections, name="corrections"),
    path("report-error/thanks/", report.thanks, name="report_thanks"),
    path("report-error/<address:address>/", report.report_error, name="report_error"),
    path("about/", pages.about, name="about"),
    path("about/<slug:slug>/", pages.page, name="page"),
    path("theme-<slug:name>.css", theme.theme, name="theme"),
    path("icon.svg", theme.icon, name="icon"),
    path("manifest.webmanifest", theme.manifest, name="manifest"),
    path("media/<path:path>", media.media, name="media"),
    path("feeds/<feed:name>", feeds.feed, name="feed"),
    path("feeds/sections/<slug:slug>/<feed:name>", feeds.feed, {"kind": "section"}, name="section_feed"),
    path("feeds/tags/<slug:slug>/<feed:name>", feeds.feed, {"kind": "tag"}, name="tag_feed"),
    path("feeds/by/<slug:slug>/<feed:name>", feeds.feed, {"kind": "byline"}, name="byline_feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-pages.xml", machines.sitemap_pages, name="sitemap_pages"),
    path("sitemap-<yyyy:year>-<mm:month>.xml", machines.sitemap_month, name="sitemap_month"),
    path("sitemap-<yyyy:year>-<mm:month>-<part:part>.xml", machines.sitemap_month, name="sitemap_part"),
    path("news-sitemap.xml", machines.news_sitemap, name="news_sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("ads.txt", machines.ads, name="ads_txt"),
    path(".well-known/security.txt", machines.security, name="security_txt"),
    path("security.txt", RedirectView.as_view(pattern_name="articles:security_txt", permanent=True)),
    path("<slug:slug>/", lists.section, name="section"),
    path("<section:section>/<yyyy:year>/<mm:month>/<slug:slug>.md", story.markdown, name="markdown"),
]
