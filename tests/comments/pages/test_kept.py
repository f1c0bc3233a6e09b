"""Cached fragments are never older than their data.

Each change is made by SQL alone, as another process would make it: no code of this process is told. The next page must
show it.
"""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.images import renditions
from articles.models import ArticleReads
from articles.selection import charts, recommended
from fastpath.page_cache import staff_cookie
from tests.fastpath.page_cache.site import Site

pytestmark = pytest.mark.django_db

CHANGES = {
    "the paper's name": "UPDATE articles_paper SET name = 'Changed words'",
    "what stands in its footer": "UPDATE articles_paper SET imprint = 'Changed words'",
    "its logo's place": "UPDATE articles_newsimage SET file = 'changed-words.png'",
    "the name of a section": "UPDATE articles_section SET name = 'Changed words' WHERE slug = 'world'",
    "a section more": (
        "INSERT INTO articles_section (name, slug, description, position, active, apart)"
        " VALUES ('Changed words', 'changed', '', 3, true, false)"
    ),
    "a tag": "UPDATE articles_tag SET name = 'Changed words' WHERE slug = 'gas'",
    "a profile": "UPDATE articles_profile SET name = 'Changed words'",
    "the headline of a popular or recommended story": (
        "UPDATE articles_article SET headline = 'Changed words' WHERE headline <> 'The one that is read'"
    ),
    "a picture's alt text": "UPDATE articles_newsimage SET alt_text = 'Changed words'",
    "a picture's file": "UPDATE articles_newsrendition SET file = 'images/changed-words.avif' WHERE width = 320",
    "a source": "UPDATE articles_source SET name = 'Changed words'",
    "a correction": (
        "INSERT INTO articles_correction (article_id, kind, text, at)"
        " SELECT id, 'correction', 'Changed words', now() FROM articles_article WHERE headline = 'The one that is read'"
    ),
    "the body": "UPDATE articles_articlerender SET html = '<p>Changed words</p>'",
    "a comment's text": "UPDATE comments_commentrevision SET html = '<p>Changed words</p>'",
    "who wrote it": "UPDATE comments_commenter SET display_name = 'Changed words'",
    "its likes": "UPDATE comments_comment SET like_count = 4711",
    "a comment taken away": (
        "UPDATE comments_comment SET status = 'deleted', published_revision_id = NULL, reply_count = 1"
    ),
}
SEEN = {
    "its likes": "4711",
    "a comment taken away": "Deleted by its author",
    "its logo's place": "changed-words",
    "a picture's file": "changed-words",
}


@pytest.fixture
def story(paper, business, image, make_story, say):
    """Return a story with every kind of cached fragment on its page."""
    renditions.make_renditions(image)
    paper.logo = image
    paper.save()
    others = [make_story(f"Another {number}", lead_image=image, tags=["Gas"]) for number in range(5)]
    story = make_story("The one that is read", lead_image=image, tags=["Gas"], sources=[{"name": "Reuters"}])
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    ArticleReads.objects.bulk_create(ArticleReads(article=other, hour=hour, reads=9) for other in others)
    charts.make()
    recommended.choose(story.pk)
    say(story)
    return story


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_somebody_else_is_on_the_next_page(story, client, change):
    def page():
        return client.get(story.get_absolute_url()).content.decode()

    words = SEEN.get(change, "Changed words")
    page()
    assert words not in page()  # now all that can be kept is kept
    with connection.cursor() as cursor:
        cursor.execute(CHANGES[change])
    assert words in page()


@pytest.mark.django_db(transaction=True)
def test_what_a_process_remembers_while_nothing_changes_it_forgets_when_it_hears_of_a_change(story):
    site, made_anew = Site(), {"cookie": f"{staff_cookie.NAME}={staff_cookie.sign()}"}

    def page():
        return site.get(story.get_absolute_url(), **made_anew).body.decode()

    try:
        page()
        for number, (change, sql) in enumerate(CHANGES.items()):
            words = SEEN.get(change, "Changed words").replace("words", f"words-{number}")
            page()
            with CaptureQueriesContext(connection) as asked:
                assert words not in page()
            assert len(asked) == 3, change  # the story, what is recommended, its comments
            with connection.cursor() as cursor:
                cursor.execute(sql.replace("words", f"words-{number}"))
            site.settle()
            assert words in page(), change
    finally:
        site.stop()


def test_comments_are_shown_in_the_zone_and_the_language_of_now(story, client):
    """The same comments are cached for other time zones and languages."""
    path = story.get_absolute_url()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET published_at = '2026-03-29 11:59:00+00'")
        seen = []
        for zone, language in (("UTC", "en"), ("Asia/Kolkata", "en"), ("Asia/Kolkata", "de"), ("UTC", "en")):
            cursor.execute("UPDATE articles_paper SET zone = %s, language = %s", [zone, language])
            seen.append(BeautifulSoup(client.get(path).content, "html5lib").select_one(".cm time"))
    assert [at["datetime"][11:] for at in seen] == ["11:59:00+00:00", *["17:29:00+05:30"] * 2, "11:59:00+00:00"]
    assert [at.text for at in seen][:2] == ["29 Mar 2026, 11:59", "29 Mar 2026, 17:29"]
    assert seen[2].text != seen[1].text


def test_a_thread_that_closes_offers_no_reply_to_the_same_comments(story, client):
    path = story.get_absolute_url()
    assert "data-reply" in client.get(path).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_commentthread SET state = 'closed', why_closed = 'moderator'")
    assert "data-reply" not in client.get(path).content.decode()


def test_a_picture_is_shown_anew_when_its_focus_changes(story, client):
    before = client.get(story.get_absolute_url()).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_newsimage SET focal_point_x = 0, focal_point_y = 0")
    assert 'class="fx0 fy0"' not in before
    assert 'class="fx0 fy0"' in client.get(story.get_absolute_url()).content.decode()


def test_another_accent_and_another_language_are_on_the_next_page(story, client):
    path = story.get_absolute_url()
    sheet = client.get(path).content.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_paper SET accent = '#1b5ed6', language = 'de'")
    page = client.get(path).content.decode()
    assert sheet not in page
    assert "Zum Seitenanfang" in page or "Nach oben" in page


def test_nothing_of_a_reader_is_kept_for_the_next(story, client):
    """The footer has a form; after one reader sent an address, it must not be shown to another."""
    client.post("/subscribe/", {"email": "anna@example.org", "topic": "all", "cadence": "each"})
    assert "anna@example.org" not in client.get(story.get_absolute_url()).content.decode()
