"""Drafts: what is only in the desk's hands never reaches readers, and never undoes what is kept elsewhere."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from articles.models import Article
from articles.services import publishing
from tests.admin_forms import paragraph, post_story


def test_a_story_made_in_code_is_not_public(client, paper):
    story = Article.objects.create(headline="Seven countries share winter gas", slug="gas")
    assert not story.is_published()
    assert client.get(story.get_absolute_url()).status_code == 404


def test_an_edit_that_is_not_published_changes_nothing_for_readers(editor_client, make_story, desk, business):
    story = make_story("Gas by wire", tags=["NATO"])
    addresses = [story.get_absolute_url(), "/", "/world/", "/tags/nato/", "/by/mara-lindqvist/"]
    before = [editor_client.get(address).content for address in addresses]
    response = post_story(
        editor_client,
        story,
        headline="Copper by wire",
        slug="copper-by-wire",
        section=business,
        bylines=[desk],
        tags="Copper, Smelting",
        body=[paragraph("<p>The smelter took everyone by surprise.</p>")],
    )
    assert response.status_code == 302
    assert [editor_client.get(address).content for address in addresses] == before
    for address in ("/business/", "/tags/copper/", "/by/editorial-board/"):
        assert "by wire" not in editor_client.get(address).content.decode(), address
    for words, public, at_the_desk in (("smelter", 0, 1), ("copper", 0, 1), ("bakeries", 1, 0), ("NATO", 1, 0)):
        assert Article.objects.matching(words, vector="public").count() == public, words
        assert Article.objects.matching(words).count() == at_the_desk, words

    publishing.publish(Article.objects.get(pk=story.pk).latest_revision)
    page = editor_client.get("/business/").content.decode()
    assert "Copper by wire" in page
    for words, found in (("smelter", 1), ("copper", 1), ("bakeries", 0), ("NATO", 0)):
        assert Article.objects.matching(words, vector="public").count() == found, words
    assert "Copper by wire" not in editor_client.get("/tags/nato/").content.decode()
    assert "Copper by wire" in editor_client.get("/tags/smelting/").content.decode()
    assert "Copper by wire" not in editor_client.get("/by/mara-lindqvist/").content.decode()


@pytest.mark.parametrize("when", ["first", "again"])
def test_publishing_an_old_revision_keeps_what_is_the_storys_own(make_draft, reporter, editor, when):
    draft = make_draft()
    old = draft.latest_revision
    if when == "again":
        publishing.publish(draft.save_revision())
    kept = {
        "owner_id": reporter.pk,
        "created_at": datetime(2025, 11, 1, tzinfo=UTC),
        "locked": True,
        "locked_by_id": editor.pk,
    }
    Article.objects.filter(pk=draft.pk).update(**kept)
    address = Article.objects.get(pk=draft.pk).address
    publishing.publish(old)
    story = Article.objects.get(pk=draft.pk)
    assert {name: getattr(story, name) for name in kept} == kept
    assert address in (None, story.address)
    assert (story.live, story.live_revision_id, story.expired) == (True, old.pk, False)


def test_saving_and_publishing_leave_wagtails_search_index_alone(make_draft):
    with CaptureQueriesContext(connection) as queries:
        publishing.publish(make_draft(tags=["NATO"]).latest_revision)
    assert any("articles_articlesearch" in query["sql"] for query in queries)
    assert not [query["sql"] for query in queries if IndexEntry._meta.db_table in query["sql"]]
