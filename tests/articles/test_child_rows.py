"""The lines of a story, bylines, tags and sources, are written as they are in what is published, and no oftener."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Byline, Source, TaggedArticle
from articles.services import publishing


def rows(story):
    """Return what the database holds: profiles in order, tags, and the keys of both."""
    bylines = list(Byline.objects.filter(article=story).order_by("sort_order"))
    tags = list(TaggedArticle.objects.filter(content_object=story).select_related("tag"))
    return (
        [line.profile.name for line in bylines],
        {line.tag.name for line in tags},
        {line.pk for line in (*bylines, *tags)},
    )


def publish_draft(story, change):
    draft = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    change(draft)
    publishing.publish(draft.save_revision(changed=True))


@pytest.fixture
def story(make_story, mara, desk):
    return make_story(bylines=[mara, desk], tags=["NATO", "Moscow"])


def test_what_did_not_change_stays_where_it_is(story):
    before = rows(story)
    publish_draft(story, lambda draft: setattr(draft, "headline", "Eight countries share winter gas"))
    assert rows(story) == before


def test_what_was_added_is_there_and_what_was_taken_away_is_gone(story):
    def change(draft):
        draft.tags.set(["NATO", "State Department"])
        draft.bylines = [*draft.bylines.all()][:1]
        draft.sources.add(Source(name="Interviews"))

    publish_draft(story, change)
    profiles, tags, _keys = rows(story)
    assert (profiles, tags) == (["Mara Lindqvist"], {"NATO", "State Department"})
    assert [source.name for source in Article.objects.get(pk=story.pk).sources.all()] == ["Interviews"]


def test_another_order_of_bylines_is_kept(story):
    def change(draft):
        first, second = draft.bylines.all()
        first.sort_order, second.sort_order = 2, 1
        draft.bylines = [second, first]

    publish_draft(story, change)
    assert rows(story)[0] == ["Editorial Board", "Mara Lindqvist"]


def test_an_older_text_brings_its_lines_back(story):
    old = story.latest_revision
    before = rows(story)[:2]
    publish_draft(story, lambda draft: (draft.tags.clear(), setattr(draft, "bylines", [*draft.bylines.all()][1:])))
    assert rows(story)[:2] == (["Editorial Board"], set())
    publishing.publish(old.as_object().save_revision(changed=True, previous_revision=old))
    assert rows(story)[:2] == before


def test_many_tags_are_published_with_as_many_queries_as_few(make_draft):
    def asked(headline, number):
        draft = make_draft(headline, tags=[f"Tag {n}" for n in range(number)])
        with CaptureQueriesContext(connection) as queries:
            publishing.publish(draft.latest_revision)
        return len(queries)

    asked("To begin with", 1)
    assert asked("With many", 40) == asked("With few", 2)


def test_tags_that_a_form_sends_again_are_not_written_again(make_story):
    story = make_story(tags=["NATO", "Moscow"])
    before = rows(story)[2]
    publish_draft(story, lambda draft: draft.tags.set(["Moscow", "NATO"]))
    assert rows(story)[2] == before
