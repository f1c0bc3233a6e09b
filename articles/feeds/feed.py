"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, of the same entries."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import nh3
from django.utils import timezone

from ..addresses import full_address
from ..formatting.credits import authors_of, contributors_of
from ..images import renditions
from .structured_data import moment
from .xml import ATOM, CONTENT, DC, MEDIA, XML, beginning, document, element

if TYPE_CHECKING:
    from ..models import Article, Profile

# What readers' programs show of a body; pictures in one size, without what only our style sheet understands.
TAGS = {
    "a", "b", "blockquote", "br", "caption", "cite", "em", "figcaption", "figure", "h2", "h3", "i", "img", "li", "ol",
    "p", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "blockquote": {"cite"}}


@dataclass(frozen=True)
class Entry:
    """The values of a story in a feed."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    authors: list["Profile"]
    contributors: list["Profile"]
    tags: list[str]
    image: renditions.SocialImage | None
    credit: str

    @classmethod
    def of(cls, story: "Article", *, in_full: bool, language: str) -> "Entry":
        """Return the entry of a story, with its text if `in_full`; `language` is the paper's."""
        host, first = urlsplit(full_address("/")).hostname, story.published_at
        shown = story.social_image or story.lead_image
        return cls(
            id=f"tag:{host},{timezone.localdate(first).isoformat()}:story-{story.pk}",  # RFC 4151: a new slug keeps it
            url=story.full_url,
            title=story.headline,
            summary=story.standfirst,
            html=for_elsewhere(story.render.html) if in_full else "",
            language=story.language or language,
            published=timezone.localtime(first),
            updated=timezone.localtime(story.modified_at),
            authors=authors_of(story),
            contributors=list(dict.fromkeys(profile for _, profile in contributors_of(story))),
            tags=[tag.name for tag in story.tag_list],
            image=renditions.social_image(story),
            credit=shown.credit if shown else "",
        )


@dataclass(frozen=True)
class Written:
    """An entry as one format writes it: its text, the namespaces in it, and when something in it last changed."""

    text: str
    namespaces: tuple[str, ...]
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """A feed: what it is of, where it and its page live, and its entries, newest first."""

    title: str
    description: str
    page: str
    address: str
    language: str
    logo: str
    entries: list[Written]

    @property
    def updated(self) -> datetime:
        """Return when an entry last changed; a date long ago if there are none."""
        return max((entry.updated for entry in self.entries), default=timezone.make_aware(datetime(1970, 1, 2)))  # noqa: DTZ001


def for_elsewhere(html: str) -> str:
    """Return the HTML of a body for other sites: full addresses, plain elements, no script or style."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "svg"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", full_address("/")),
        link_rel=None,
    )


class Format:
    """A way to write feeds. What it writes of an entry is the same in every feed that has it."""

    content_type: str

    def entry(self, entry: Entry) -> Written:
        """Write an entry."""
        raise NotImplementedError

    def feed(self, feed: Feed) -> bytes:
        """Write a feed around its entries."""
        raise NotImplementedError


class XmlFormat(Format):
    """A format of XML. The namespaces of all entries are declared once, as if all were written together."""

    def entry(self, entry: Entry) -> Written:
        """Write an entry."""
        around = ET.Element("around")
        self._entry(around, entry)
        opening, text = ET.tostring(around, encoding="unicode").split(">", 1)
        namespaces = tuple(_NAMESPACE.findall(opening))
        return Written(text.removesuffix("</around>"), namespaces, entry.updated)

    def feed(self, feed: Feed) -> bytes:
        """Write a feed around its entries."""
        root, channel = self._beginning(feed)
        place = ET.SubElement(channel, PLACE)
        for namespace in sorted({namespace for entry in feed.entries for namespace in entry.namespaces}):
            ET.SubElement(place, f"{{{namespace}}}declared")
        before, after = _PLACE.split(document(root).decode())
        return "".join([before, *[entry.text for entry in feed.entries], after]).encode()

    def _beginning(self, feed: Feed) -> tuple[ET.Element, ET.Element]:
        """Return the document without entries, and the element that holds them."""
        raise NotImplementedError

    def _entry(self, parent: ET.Element, entry: Entry) -> None:
        """Add an entry to `parent`."""
        raise NotImplementedError


PLACE = "entries-of-the-feed"  # an element that stands where they will; no text can look like it
_PLACE = re.compile(f"<{PLACE}(?: />|>.*?</{PLACE}>)")
_NAMESPACE = re.compile(r' xmlns:[^=]+="([^"]+)"')


class Rss(XmlFormat):
    """RSS 2.0, with dc:creator, content:encoded and media:content."""

    content_type = "application/rss+xml"

    def _beginning(self, feed: Feed) -> tuple[ET.Element, ET.Element]:
        root = ET.Element("rss", {"version": "2.0"})
        channel = element(root, "channel")
        element(channel, "title", feed.title)
        element(channel, "link", feed.page)
        element(channel, "description", feed.description)
        element(channel, "language", feed.language)
        element(channel, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
        element(channel, "lastBuildDate", format_datetime(feed.updated))
        if feed.logo:
            image = element(channel, "image")
            for name, text in (("url", feed.logo), ("title", feed.title), ("link", feed.page)):
                element(image, name, text)
        return root, channel

    def _entry(self, parent: ET.Element, entry: Entry) -> None:
        item = element(parent, "item")
        element(item, "title", entry.title)
        element(item, "link", entry.url)
        element(item, "guid", entry.id, isPermaLink="false")
        element(item, "pubDate", format_datetime(entry.published))
        _people(item, entry)
        for tag in entry.tags:
            element(item, "category", tag)
        element(item, "description", entry.summary or entry.title)
        if entry.html:
            element(item, f"{{{CONTENT}}}encoded", entry.html)
        _media(item, entry)


class Atom(XmlFormat):
    """Atom (RFC 4287)."""

    content_type = "application/atom+xml"

    def _beginning(self, feed: Feed) -> tuple[ET.Element, ET.Element]:
        root = beginning("feed", ATOM)
        root.set(f"{{{XML}}}lang", feed.language)

        element(root, "id", feed.address)
        element(root, "title", feed.title)
        element(root, "subtitle", feed.description)
        element(root, "updated", moment(feed.updated))
        element(root, "link", href=feed.page, rel="alternate", type="text/html")
        element(root, "link", href=feed.address, rel="self", type="application/atom+xml")
        if feed.logo:
            element(root, "logo", feed.logo)
        author = element(root, "author")
        element(author, "name", feed.title)
        return root, root

    def _entry(self, parent: ET.Element, entry: Entry) -> None:
        item = element(parent, "entry")
        item.set(f"{{{XML}}}lang", entry.language)
        element(item, "id", entry.id)
        element(item, "title", entry.title)
        element(item, "link", href=entry.url, rel="alternate", type="text/html")
        element(item, "published", moment(entry.published))
        element(item, "updated", moment(entry.updated))
        for name, profiles in (("author", entry.authors), ("contributor", entry.contributors)):
            for profile in profiles:
                who = element(item, name)
                element(who, "name", profile.name)
                element(who, "uri", full_address(profile.get_absolute_url()))
        for tag in entry.tags:
            element(item, "category", term=tag)
        if entry.summary:
            element(item, "summary", entry.summary)
        if entry.html:
            element(item, "content", entry.html, type="html")
        _media(item, entry)


class JsonFeed(Format):
    """JSON Feed 1.1."""

    content_type = "application/feed+json"

    def entry(self, entry: Entry) -> Written:
        """Write an entry."""
        item: dict[str, Any] = {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "date_published": moment(entry.published),
            "date_modified": moment(entry.updated),
            "language": entry.language,
            "authors": [_person(profile) for profile in entry.authors],
            "tags": entry.tags,
        }
        item |= {"summary": entry.summary} if entry.summary else {}
        item |= {"content_html": entry.html} if entry.html else {"content_text": entry.summary or entry.title}
        item |= {"image": entry.image.url} if entry.image else {}
        return Written(json.dumps(item, ensure_ascii=False), (), entry.updated)

    def feed(self, feed: Feed) -> bytes:
        """Write a feed around its entries."""
        whole = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.address,
            "description": feed.description,
            "language": feed.language,
            "items": [],
        }
        text = json.dumps(whole | ({"icon": feed.logo} if feed.logo else {}), ensure_ascii=False)
        before, after = text.split('"items": []')  # in the words of a feed its quotes would be escaped
        items = ", ".join([entry.text for entry in feed.entries])
        return "".join([before, '"items": [', items, "]", after]).encode()


# By the last part of their address: how to write it, and what it is.
FORMATS: dict[str, Format] = {"rss.xml": Rss(), "atom.xml": Atom(), "feed.json": JsonFeed()}


def _person(profile: "Profile") -> dict[str, str]:
    return {"name": profile.name, "url": full_address(profile.get_absolute_url())}


def _people(item: ET.Element, entry: Entry) -> None:
    for name, profiles in (("creator", entry.authors), ("contributor", entry.contributors)):
        for profile in profiles:
            element(item, f"{{{DC}}}{name}", profile.name)


def _media(item: ET.Element, entry: Entry) -> None:
    if not (image := entry.image):
        return
    kind, _ = guess_type(image.url)
    media = element(
        item, f"{{{MEDIA}}}content", url=image.url, medium="image", type=kind, width=image.width, height=image.height
    )
    element(media, f"{{{MEDIA}}}description", image.alt, type="plain")
    if entry.credit:
        element(media, f"{{{MEDIA}}}credit", entry.credit)
