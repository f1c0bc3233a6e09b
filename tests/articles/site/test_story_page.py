"""The page of a story: everything that belongs to it, in words that cannot become code."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles.models import Article
from articles.services import publishing
from tests import builders

HOSTILE = """<script>alert("x")</script> & 'quoted' "twice" <b onload=x>{{ 1 }}"""


def text(element):
    return " ".join(element.get_text().split())


def test_a_story_shows_its_headline_standfirst_byline_and_times(read, make_story):
    at = datetime(2026, 1, 27, 17, 5, tzinfo=UTC)
    story = make_story("Seven countries share gas", standfirst="One valve.", at=at, dateline="Corran")
    Article.objects.filter(pk=story.pk).update(last_published_at=at + timedelta(hours=3))
    page = read("/world/2026/01/seven-countries-share-gas/")
    assert (page.h1.get_text(), page.select_one("header p.stand").get_text()) == (story.headline, "One valve.")
    assert page.title.get_text() == "Seven countries share gas | The Breakwater"
    assert page.find("meta", attrs={"name": "description"})["content"] == "One valve."
    assert page.select_one('link[rel="canonical"]')["href"] == f"http://testserver{story.get_absolute_url()}"
    assert text(page.select_one(".by")).startswith("By Mara Lindqvist")
    assert text(page.select_one(".when")).startswith("Published Tue 27 Jan 2026, 18:05 Updated Tue 27 Jan, 21:05")
    assert page.select_one(".when time")["datetime"] == "2026-01-27T18:05:00+01:00"
    assert text(page.select_one(".body > p")) == "CORRAN The last clause to be agreed was about bakeries."


def test_a_desk_speaks_first_and_the_writer_is_named(read, make_story, desk, mara):
    rafael = builders.profile("Rafael Itoh")
    story = make_story(bylines=[desk, mara, (rafael, "photographs")])
    byline = read(story.get_absolute_url()).select_one(".by")
    assert text(byline) == "By the Editorial Board; words by Mara Lindqvist; photographs by Rafael Itoh"
    assert [a["href"] for a in byline.select('a[rel="author"]')] == [
        "/by/editorial-board/", "/by/mara-lindqvist/", "/by/rafael-itoh/",
    ]  # fmt: skip


def test_sources_tags_and_byline_box_stand_under_the_story(read, make_story):
    sources = [{"name": "Reuters", "title": "Wire", "url": "https://wire.example/1"}, {"name": "Interviews"}]
    page = read(make_story(sources=sources, tags=["NATO", "Moscow"]).get_absolute_url())
    assert [text(item) for item in page.select("#sources li")] == ["Reuters, Wire", "Interviews"]
    assert [a["href"] for a in page.select("#sources a")] == ["https://wire.example/1"]
    assert [(a.get_text(), a["href"]) for a in page.select('a[rel="tag"]')] == [
        ("NATO", "/tags/nato/"), ("Moscow", "/tags/moscow/"),
    ]  # fmt: skip
    assert text(page.select_one(".bybox")) == "Mara Lindqvist Grew up above a chandler’s shop. All stories"


def test_a_story_without_them_has_no_empty_parts(read, make_story, mara):
    mara.bio = ""
    mara.save()
    page = read(make_story().get_absolute_url())
    assert not page.select("#sources, #corrections, .bybox, a[rel=tag], .more, figure, header p.stand")


def test_corrections_stand_newest_first_above_the_update_notes(read, make_story):
    story = make_story()
    now = timezone.now()
    publishing.note_update(story, text="Adds a reply.")
    publishing.correct(story, kind="typo", text="Corran, not Coran.", at=now - timedelta(hours=1))
    publishing.correct(story, kind="correction", text="Seven, not eight.", at=now)
    parts = [text(p) for p in read(story.get_absolute_url()).select("#corrections .corr")]
    assert [part.split()[0] for part in parts] == ["Correction,", "Typo,", "Update,"]
    assert [part.endswith(end) for part, end in zip(parts, ("not eight.", "not Coran.", "a reply."), strict=True)]


def test_more_in_the_section_never_offers_the_story_itself(read, make_story, business):
    stories = [make_story(f"Story {n}", at=timezone.now() - timedelta(hours=n)) for n in range(7)]
    make_story("Of another section", section=business)
    more = [a.get_text() for a in read(stories[1].get_absolute_url()).select(".more h3 a")]
    assert more == ["Story 0", "Story 2", "Story 3", "Story 4", "Story 5"]


def test_search_engines_get_the_words_written_for_them(read, make_story):
    page = read(make_story("Headline", seo_title="Title", seo_description="Description").get_absolute_url())
    assert page.title.get_text() == "Title | The Breakwater"
    assert page.find("meta", attrs={"name": "description"})["content"] == "Description"
    assert page.h1.get_text() == "Headline"


def test_a_story_in_another_language_says_so(read, make_story):
    page = read(make_story(language="fr").get_absolute_url())
    assert (page.html["lang"], page.h1.find_parent(lang=True)["lang"]) == ("en-GB", "fr")


def test_the_preview_shows_the_draft_and_readers_go_on_seeing_what_was_published(client, editor, read, make_story):
    story = make_story("As published")
    story.headline, story.body = "As drafted", builders.paragraphs("A new paragraph.")
    story.save_revision()
    draft = story.get_latest_revision_as_object()
    preview = BeautifulSoup(draft.make_preview_request().render().content, "html5lib")
    assert preview.h1.get_text() == "As drafted"
    assert "A new paragraph." in preview.main.get_text()
    assert preview.select_one('meta[name="robots"]')["content"] == "noindex"
    assert read(story.get_absolute_url()).h1.get_text() == "As published"


def test_the_preview_of_a_story_never_published_works(make_draft):
    page = BeautifulSoup(make_draft("Not yet").make_preview_request().render().content, "html5lib")
    assert (page.h1.get_text(), "Not published yet" in page.main.get_text()) == ("Not yet", True)


@pytest.fixture
def hostile(paper, image):
    """A paper in which whatever can be written by hand tries to be code; returns the paths of its pages."""
    for name in ("name", "tagline", "imprint", "editor", "place"):
        setattr(paper, name, HOSTILE[:60])
    paper.save()
    section = builders.section(HOSTILE, slug="world", description=HOSTILE)
    who = builders.profile(HOSTILE, slug="who", role=HOSTILE, bio=HOSTILE)
    image.alt_text = image.caption = image.credit = HOSTILE
    image.save()
    source = {"name": HOSTILE, "title": HOSTILE, "url": "https://x.example/?a='\"<b>&amp;"}
    story = builders.draft(
        HOSTILE, standfirst=HOSTILE, dateline=HOSTILE[:80], seo_title=HOSTILE, section=section, bylines=[who],
        sources=[source], tags=[HOSTILE], lead_image=image, slug="hostile",
    )  # fmt: skip
    publishing.publish(story.latest_revision)
    publishing.correct(story, kind="correction", text=HOSTILE)
    publishing.note_update(story, text=HOSTILE)
    story = Article.objects.get(pk=story.pk)
    tag = story.tag_list[0].get_absolute_url()
    return [story.get_absolute_url(), "/", "/world/", tag, "/by/who/", "/archive/", "/corrections/"]


def test_words_never_become_code_on_any_page(client, hostile):
    for path in hostile:
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        page = BeautifulSoup(response.content, "html5lib")
        assert not page.select("script:not([src], [type='application/ld+json']), [onload]"), path
        assert HOSTILE in page.main.get_text(), path
        assert "&amp;lt;" not in response.content.decode(), f"{path} escapes twice"


def test_a_hostile_headline_is_printed_as_written_wherever_it_stands(read, hostile):
    page = read(hostile[0])
    assert page.h1.get_text() == HOSTILE
    assert page.title.get_text() == f"{HOSTILE} | {HOSTILE[:60]}"
    assert page.find("meta", attrs={"name": "description"})["content"] == HOSTILE
    assert page.select_one("figure.hero img")["alt"] == HOSTILE
    assert page.select_one("#sources a")["href"] == "https://x.example/?a='\"<b>&amp;"
    assert page.select_one(".dl").get_text() == HOSTILE[:80].upper()
