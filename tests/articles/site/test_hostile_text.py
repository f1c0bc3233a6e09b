"""Whatever the words of a story are, every output says just these words: each is read with a real parser."""

import json
import re

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from markdown_it import MarkdownIt

from articles.models import Article
from articles.services import tag_counts
from tests import builders

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]> &amp; &lt;b&gt; <![CDATA[x",
    "\"'><img src=x onerror=alert(1)>",
    "a *b* _c_ [d](javascript:1) `e` # f | g ~~h~~ <https://x.example>",
    "1. {{ 7 }} {% now %} %s %(x)s \\ \\u003c",
    "عربى \u202e ‮ 🧑🏽‍🚒 naïve",
]
LINK = "https://x.example/?a=1&b=<i>"


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def words(request):
    return request.param


@pytest.fixture
def story(words, make_story):
    """A live story made of these words wherever words can be."""
    image = builders.image(alt_text=words, caption=words, credit=words)
    table = {
        "columns": [{"type": "text", "heading": words}], "rows": [{"values": [words]}], "caption": words
    }  # fmt: skip
    text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = [
        {"type": "paragraph", "value": f'<p>{text} <a href="https://x.example/">{text}</a> Zephyr</p>'},
        {"type": "heading", "value": words},
        {"type": "pull_quote", "value": {"text": words, "attribution": words}},
        {"type": "table", "value": table},
        {"type": "embed", "value": {"url": "https://x.example/?a=1&b=%3Ci%3E", "title": words}},
    ]
    story = make_story(
        words, standfirst=words, lead_image=image, body=json.dumps(body), dateline=words[:80], tags=[words[:90]],
        bylines=[builders.profile(words, slug="who")], sources=[{"name": words, "title": words, "url": "https://x.example/"}],
        seo_description=words,
    )  # fmt: skip
    tag_counts.count()
    return Article.objects.get(pk=story.pk)


def flat(text):
    return " ".join(text.split())


def test_pages_say_it_and_run_nothing(client, story, words):
    for path in (story.get_absolute_url(), "/", "/world/", "/tags/", story.tag_list[0].get_absolute_url(), "/by/who/"):
        page = BeautifulSoup(client.get(path).content, "html5lib")
        assert flat(words) in flat(page.get_text()), path
        assert not page.select("img[onerror], script:not([src]):not([type='application/ld+json']), b img")
        for block in page.select('script[type="application/ld+json"]'):
            assert words[:90] in json.dumps(
                json.loads(block.string), ensure_ascii=False
            ).encode().decode() or json.loads(block.string)


def test_structured_data_and_cards_say_it(client, story, words):
    page = BeautifulSoup(client.get(story.get_absolute_url()).content, "html5lib")
    news, trail = (json.loads(block.string) for block in page.select('script[type="application/ld+json"]'))
    assert news["headline"] == news["description"] == news["author"][0]["name"] == news["image"][0]["caption"] == words
    assert news["citation"][0]["name"] == words
    assert news["keywords"] == [words[:90]]
    assert trail["itemListElement"][-1]["name"] == words
    for name in ("og:title", "og:description", "og:image:alt"):
        assert page.select_one(f'meta[property="{name}"]')["content"] == words


def test_feeds_say_it(client, story, words):
    item = client.get("/feeds/feed.json").json()["items"][0]
    assert (item["title"], item["summary"], item["authors"][0]["name"], item["tags"]) == (
        words,
        words,
        words,
        [words[:90]],
    )
    assert flat(words) in flat(BeautifulSoup(item["content_html"], "html5lib").get_text())
    for name, path in (("rss.xml", "channel/item/title"), ("atom.xml", "{*}entry/{*}title")):
        content = client.get(f"/feeds/{name}").content
        assert etree.fromstring(content).findtext(path) == words
        feed = feedparser.parse(content)
        assert not feed.bozo
        assert "<script" not in feed.entries[0].content[0].value


def test_sitemaps_say_it(client, story, words):
    title = etree.fromstring(client.get("/news-sitemap.xml").content).findtext(".//{*}title")
    assert title == words
    month = f"{story.first_published_at:%Y-%m}"
    assert etree.fromstring(client.get(f"/sitemap-{month}.xml").content).findtext(".//{*}loc")


def test_markdown_says_it(client, story, words):
    html = MarkdownIt("commonmark").enable("table").render(client.get(story.markdown_path).content.decode())
    page = BeautifulSoup(html, "html5lib")
    assert flat(page.h1.get_text()) == flat(words)
    assert flat(page.h2.get_text()) == flat(words)
    assert flat(page.td.get_text()) == flat(page.th.get_text()) == flat(words)
    assert page.img["alt"] == flat(words)
    assert flat(page.select_one('a[href="https://x.example/"]').get_text()) == flat(words)
    assert not page.select("script, [onerror], em, code, del")
    assert not [a for a in page.select("a") if not re.match("https?://", a["href"])]


def test_search_says_it(client, story, words):
    page = BeautifulSoup(client.get("/search/?q=zephyr").content, "html5lib")
    found = page.select_one("ol.found li")
    assert flat(found.h3.get_text()) == flat(found.select_one(".stand").get_text()) == flat(words)
    assert found.mark.get_text() == "Zephyr"
    assert not page.select("ol script, ol img")


def test_characters_that_xml_cannot_hold_are_left_out(client, story):
    Article.objects.update(headline="Bell \x07 and \ufffe nothing \x1b[0m")
    for path in ("/feeds/rss.xml", "/feeds/atom.xml", "/news-sitemap.xml"):
        assert "Bell  and  nothing [0m" in etree.tostring(
            etree.fromstring(client.get(path).content), encoding="unicode"
        )
