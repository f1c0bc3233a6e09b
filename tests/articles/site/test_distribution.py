"""Independent readers agree with us about the demo paper: what feeds, pages and sitemaps say is what was published."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import extruct
import feedparser
import pytest
import trafilatura
from django.test import Client
from django.utils import timezone
from lxml import etree
from trafilatura.sitemaps import SitemapObject

from articles.addresses import full_address
from articles.feeds.entries import SIZE
from articles.formatting.credits import authors_of
from articles.models import Article, Profile, Section, SimplePage, Tag
from tests import demo_paper

pytestmark = pytest.mark.django_db

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "i": "http://www.google.com/schemas/sitemap-image/1.1"}
ZONE = ZoneInfo("Europe/Brussels")
FEEDS = ("rss.xml", "atom.xml")
OF = ("feeds", "feeds/sections/world", "feeds/tags/nato", "feeds/by/editorial-board")


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo once; the tests look at it, and nothing of it stays."""
    with (
        django_db_blocker.unblock(),
        demo_paper.standing(tmp_path_factory, SITE_URL="https://breakwater.example") as folder,
    ):
        yield folder


@pytest.fixture(scope="module")
def stories(demo):
    """Every live story, newest first."""
    return list(Article.objects.published().newest_first().for_page())


@pytest.fixture(scope="module")
def pages(stories):
    """The page of each story, by its key."""
    return {story.pk: get(story.get_absolute_url()).content for story in stories}


def get(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return response


@pytest.mark.parametrize("kind", OF)
@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_read_without_a_complaint(kind, name):
    response = get(f"/{kind}/{name}")
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.entries
    for entry in feed.entries:
        story = Article.objects.published().get(address=urlsplit(entry.link).path.strip("/"))
        assert entry.title == story.headline
        assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == story.first_published_at.replace(microsecond=0)
        assert {tag.term for tag in entry.tags} == {tag.name for tag in story.tag_list}
        assert [a.name for a in entry.authors if a.get("name")] == [profile.name for profile in authors_of(story)]
        assert entry.summary == (story.standfirst or story.headline)
        assert entry.content[0].value.count("<p>") >= 3
        assert 'href="/' not in entry.content[0].value
        assert 'src="/' not in entry.content[0].value
        if story.lead_image:
            assert entry.media_content[0]["url"].startswith("http")


def test_the_feed_of_everything_has_the_newest_stories(stories):
    newest = [story.full_url for story in stories[:SIZE]]
    for name in FEEDS:
        assert [entry.link for entry in feedparser.parse(get(f"/feeds/{name}").content).entries] == newest
    items = get("/feeds/feed.json").json()["items"]
    assert [item["url"] for item in items] == newest
    assert all(item["content_html"] and item["authors"] and item["date_published"] for item in items)


def test_every_story_is_a_complete_news_article(stories, pages):
    for story in stories:
        data = extruct.extract(pages[story.pk], syntaxes=["json-ld", "opengraph"])
        news, trail = data["json-ld"]
        assert (news["@type"], trail["@type"]) == ("NewsArticle", "BreadcrumbList")
        assert news["headline"] == story.headline
        assert news["url"] == news["mainEntityOfPage"] == story.full_url
        assert datetime.fromisoformat(news["datePublished"]) == story.first_published_at.replace(microsecond=0)
        assert datetime.fromisoformat(news["dateModified"]) == story.modified_at.replace(microsecond=0)
        assert news["datePublished"][-6:] == f"{timezone.localtime(story.first_published_at, ZONE):%z}"[:3] + ":00"
        assert [author["name"] for author in news["author"]] == [profile.name for profile in authors_of(story)]
        assert all(author["url"].startswith("http") for author in news["author"])
        assert [author.get("sameAs", []) for author in news["author"]] == [
            [link.url for link in profile.links.all()] for profile in authors_of(story)
        ]
        assert news["publisher"]["name"]
        assert news["articleSection"] == story.section.name
        assert news["keywords"] == [tag.name for tag in story.tag_list]
        assert len(news.get("correction", [])) == story.corrections.count()
        assert [c["publisher"] for c in news.get("citation", [])] == [source.name for source in story.sources.all()]
        if story.lead_image:
            assert all(image["url"] and image["width"] and image["height"] for image in news["image"])
        assert trail["itemListElement"][1]["name"] == story.section.name
        assert dict(data["opengraph"][0]["properties"])["og:title"] == story.headline


def test_a_stranger_reads_headline_author_date_and_tags_off_every_page(stories, pages):
    for story in stories:
        found = trafilatura.bare_extraction(pages[story.pk], url=story.full_url, with_metadata=True)
        assert found.title == story.headline
        assert set(found.author.split("; ")) == {profile.name.replace(".", "") for profile in authors_of(story)}
        assert found.date == f"{timezone.localtime(story.first_published_at, ZONE):%Y-%m-%d}"
        assert set(found.tags) == {tag.name for tag in story.tag_list}
        assert len(found.text) > 500


def test_the_sitemaps_name_every_live_story_and_no_other(stories):
    gone = stories[0].full_url
    children = etree.fromstring(get("/sitemap.xml").content).xpath("//s:loc/text()", namespaces=SITEMAP)
    listed, pictured = [], 0
    for child in children:
        content = get(urlsplit(child).path).content
        tree = etree.fromstring(content)
        locations = tree.xpath("/s:urlset/s:url/s:loc/text()", namespaces=SITEMAP)
        pictured += len(tree.xpath("//i:image/i:loc", namespaces=SITEMAP))
        if "pages" not in child:
            listed += locations
            assert all(tree.xpath("/s:urlset/s:url/s:lastmod/text()", namespaces=SITEMAP))
            reader = SitemapObject(full_address("/"), urlsplit(child).hostname, [child], None)
            reader.content, reader.current_url = content.decode(), child
            reader.process()
            assert set(reader.urls) == set(locations)
    assert sorted(listed) == sorted(story.full_url for story in stories)
    assert gone in listed
    assert pictured == sum(bool(story.lead_image) for story in stories)


def test_the_sitemap_of_pages_names_what_has_something_to_show():
    found = etree.fromstring(get("/sitemap-pages.xml").content).xpath("//s:loc/text()", namespaces=SITEMAP)
    things = [*Section.objects.all(), *Tag.objects.all(), *SimplePage.objects.all()]
    things += Profile.objects.filter(listings__isnull=False).distinct()
    expected = {full_address(thing.get_absolute_url()) for thing in things}
    assert set(found) == expected | {full_address(path) for path in ("/", "/corrections/", "/tags/")}
    assert len(found) == len(set(found))


def test_the_news_sitemap_has_two_days(stories):
    tree = etree.fromstring(get("/news-sitemap.xml").content)
    recent = [s.full_url for s in stories if (timezone.now() - s.first_published_at).total_seconds() < 48 * 3600]
    assert tree.xpath("//s:url/s:loc/text()", namespaces=SITEMAP) == recent
    assert recent


def test_every_picture_a_feed_names_is_there(stories, demo, settings):
    settings.MEDIA_ROOT = demo / "media"
    urls = {item["image"] for item in get("/feeds/feed.json").json()["items"] if "image" in item}
    assert urls
    assert {url for url in urls if Client().get(urlsplit(url).path).status_code != 200} == set()
