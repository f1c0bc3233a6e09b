"""Page, feed, structured data, card and Markdown name the same people for the same story."""

import html
import json

import feedparser
import pytest
from bs4 import BeautifulSoup

from articles.formatting.credits import authors_of, plain_byline
from articles.languages import speaking
from articles.models import Article
from tests import builders

HOSTILE = "Ada <b>O’Neill</b> & Sons"


@pytest.fixture
def people(mara, desk):
    """The cast: two reporters, a desk, a guest who has left, a translator, a photographer, a hostile name."""
    return {
        "mara": mara,
        "desk": desk,
        "tomas": builders.profile("Tomas Ferreira"),
        "guest": builders.profile("Ilse Brandvold", role="Guest essayist", active=False),
        "lena": builders.profile("Lena Brandt"),
        "rafael": builders.profile("Rafael Itoh"),
        "odd": builders.profile(HOSTILE, slug="odd"),
    }


@pytest.mark.parametrize(
    "bylines",
    [
        ["mara"],
        ["mara", "tomas"],
        ["desk"],
        ["desk", "mara"],
        ["guest"],
        ["mara", "lena:translation"],
        ["mara", "tomas", "rafael:photographs", "lena:translation"],
        ["rafael:photographs"],
        ["odd", "odd:photographs"],
    ],
    ids=",".join,
)
@pytest.mark.parametrize("language", ["en-GB", "de"])
def test_every_output_names_the_same_people(client, make_story, paper, people, bylines, language):
    paper.language = language
    paper.save()
    given = [entry.partition(":") for entry in bylines]
    story = make_story(bylines=[(people[who], role or "words") for who, _, role in given])
    with speaking(language):
        line = plain_byline(story)
    authors = [profile.name for profile in authors_of(story)]
    others = [people[who].name for who, _, role in given if role and people[who].name not in authors]
    page = BeautifulSoup(client.get(story.get_absolute_url()).content, "html5lib")

    assert line in " ".join(page.select_one(".by").get_text().split())
    assert [meta["content"] for meta in page.select('meta[name="author"]')] == authors

    news = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert [author["name"] for author in news["author"]] == authors
    assert news["creditText"] == line
    assert [p["name"] for p in [*news.get("contributor", []), *news.get("translator", [])]] == others

    for name in ("rss.xml", "atom.xml"):
        entry = feedparser.parse(client.get(f"/feeds/{name}").content).entries[0]
        assert [html.unescape(author["name"]) for author in entry.authors if author.get("name")] == authors
        assert [html.unescape(person["name"]) for person in entry.get("contributors", [])] == others
    assert [a["name"] for a in client.get("/feeds/feed.json").json()["items"][0]["authors"]] == authors

    twin = client.get(story.markdown_path).content.decode()
    assert line in twin.replace("\\", "")
    assert Article.objects.published().count() == 1
