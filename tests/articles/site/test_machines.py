"""What machines ask for: twins, feeds that moved, conditional requests, robots.txt and its neighbours."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from articles.models import Article, Tag
from articles.services import publishing

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(response):
    return [element.text for element in etree.fromstring(response.content).iter(LOC)]


@pytest.mark.parametrize(
    "path", ["/feeds/rss.xml", "/feeds/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/sitemap-pages.xml"]
)
def test_who_has_it_already_is_not_sent_it_again(client, make_story, path):
    make_story("Ferry")
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_story("Another")
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == (200 if path != "/sitemap.xml" and "pages" not in path else 304)


def test_a_feed_says_when_it_changed(client, make_story):
    story = make_story("Ferry", at=timezone.now() - timedelta(days=3))
    first = client.get("/feeds/atom.xml")
    assert client.get("/feeds/atom.xml", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    publishing.correct(story, kind="correction", text="It was a tram.")
    later = client.get("/feeds/atom.xml", headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 200


def test_a_feed_of_summaries_holds_no_text(client, make_story, paper):
    make_story("Ferry", standfirst="It is late.")
    paper.feeds_in_full = False
    paper.save()
    assert b"bakeries" not in client.get("/feeds/rss.xml").content
    item = client.get("/feeds/feed.json").json()["items"][0]
    assert item["content_text"] == "It is late."
    assert "content_html" not in item


def test_feeds_and_twins_of_what_was_renamed_lead_on(client, make_story, world, mara):
    story = make_story("Ferry", tags=["NATO"])
    tag, old_twin = Tag.objects.get(), story.markdown_path
    world.slug, tag.slug, mara.slug = "abroad", "alliance", "mara"
    for thing in (world, tag, mara):
        thing.save()
    story.slug = "late-ferry"
    publishing.publish(story.save_revision())
    for old, new in {
        "/feeds/sections/world/rss.xml": "/feeds/sections/abroad/rss.xml",
        "/feeds/tags/nato/atom.xml": "/feeds/tags/alliance/atom.xml",
        "/feeds/by/mara-lindqvist/feed.json": "/feeds/by/mara/feed.json",
        old_twin: Article.objects.get().markdown_path,
    }.items():
        assert client.get(old).headers.get("Location") == new
        assert client.get(new).status_code == 200
    assert client.get("/feeds/tags/nowhere/rss.xml").status_code == 404


def test_the_twin_says_what_the_page_says(client, make_story, read):
    body = [
        {
            "type": "paragraph",
            "value": '<p>1. <b>Gas</b> &lt;i&gt; *now*, <a href="/about/">here</a>.</p><ul><li>One</li></ul>',
        },
        {"type": "heading", "value": "What # next"},
        {
            "type": "block_quote",
            "value": {"text": "<p>Every vessel pays.</p>", "source": "The bill", "url": "https://law.example/1"},
        },
    ]
    story = make_story("A *bold* ferry_name", standfirst="Late.", body=json.dumps(body), sources=[{"name": "Talks"}])
    response = client.get(story.markdown_path)
    text = response.content.decode()
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Link"] == f'<{story.full_url}>; rel="canonical"'
    assert text.startswith("# A \\*bold\\* ferry\\_name\n\nLate.\n\nBy Mara Lindqvist\n\n")
    assert "1\\. **Gas** \\<i\\> \\*now\\*, [here](<http://testserver/about/>).\n\n- One\n\n## What \\# next" in text
    assert "> Every vessel pays.\n>\n> [The bill](<https://law.example/1>)" in text
    assert "## Sources\n\n- Talks" in text
    assert read(story.get_absolute_url()).select_one('link[type="text/markdown"]')["href"] == story.markdown_path


@pytest.mark.parametrize(
    ("policy", "bots"), [("all", []), ("answers", ["GPTBot"]), ("none", ["GPTBot", "PerplexityBot"])]
)
def test_robots_txt_says_what_the_paper_wants_of_ai(client, paper, policy, bots):
    paper.ai_crawlers = policy
    paper.save()
    text = client.get("/robots.txt").content.decode()
    assert [bot for bot in ("GPTBot", "PerplexityBot") if f"User-agent: {bot}\n" in text] == bots
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_ads_txt_and_security_txt_are_there_once_they_say_something(client, paper):
    assert client.get("/ads.txt").status_code == 404
    assert client.get("/.well-known/security.txt").status_code == 404
    paper.ads_txt, paper.security_contact = "ads.example, 1, DIRECT\n", "security@breakwater.example"
    paper.full_clean()
    paper.save()
    assert client.get("/ads.txt").content == b"ads.example, 1, DIRECT\n"
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@breakwater.example"
    assert timedelta(days=120) < datetime.fromisoformat(fields["Expires"]) - timezone.now() < timedelta(days=365)
    assert client.get("/security.txt")["Location"] == "/.well-known/security.txt"


def test_the_news_sitemap_has_two_days_of_what_may_be_offered(client, make_story, business):
    assert locations(client.get("/news-sitemap.xml")) == []
    make_story("Old", at=timezone.now() - timedelta(hours=49))
    make_story("Not offered", in_news_sitemap=False)
    business.in_news_sitemap = False
    business.save()
    make_story("In a section that is not", section=business)
    story = make_story("News <now>")
    assert locations(client.get("/news-sitemap.xml")) == [story.full_url]


def test_the_sitemap_has_a_child_for_each_month_with_stories_and_no_other(client, make_story):
    for day in ("2025-11-30T23:30:00+00:00", "2025-12-15T12:00:00+00:00", "2023-02-01T12:00:00+00:00"):
        make_story(day, at=datetime.fromisoformat(day))
    assert [location.split("/sitemap-")[1] for location in locations(client.get("/sitemap.xml"))] == [
        "pages.xml", "2025-12.xml", "2023-02.xml",
    ]  # fmt: skip
    assert len(locations(client.get("/sitemap-2025-12.xml"))) == 2
    for path in ("/sitemap-2025-11.xml", "/sitemap-0000-01.xml", "/sitemap-9999-12.xml", "/sitemap-2025-13.xml"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/World/", "/WORLD/2026/11/Ferry/", "/Tags/NATO/", "/By/Mara-Lindqvist/"])
def test_an_address_in_capitals_leads_to_the_one_in_small_letters(client, paper, path):
    assert client.get(path)["Location"] == path.lower()


@pytest.mark.parametrize(
    "path",
    ["/%77orld/", "/world%2F2026/", "/%00/", "/world/2026/11/%C3%A9%F0%9F%92%A5/", "/Media/X.JPG", "//evil.example/X/"],
)
def test_an_odd_address_is_no_error_and_leads_nowhere_else(client, world, path):
    response = client.get(path)
    assert response.status_code in {200, 301, 404}
    assert not response.headers.get("Location", "/").startswith("//")
