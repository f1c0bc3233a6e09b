"""What keeps a story from being published: refused by every door, and said at the field."""

import html

import pytest

from articles.models import Article
from articles.services import publishing
from tests import builders
from tests.admin_forms import errors, paragraph, post_story

TEXT = paragraph("<p>The last clause to be agreed was about bakeries.</p>")

LEAD, IN_TEXT = "The lead image has no ", "The picture “Cranes” in the text has no "

# What a story can lack: what the editor then fills in, the field that is named, and the words that stand there.
LACKING = {
    "section": ({"section": None}, "section", "Choose the section it belongs to."),
    "byline": ({"bylines": []}, "bylines", "Add a byline"),
    "body": ({"body": []}, "body", "The story has no text yet."),
    "alt text of the lead image": ({"lead_image": {"alt_text": ""}}, "lead_image", LEAD + "alt text"),
    "credit of the lead image": ({"lead_image": {"credit": " "}}, "lead_image", LEAD + "credit"),
    "alt text of a picture in the text": ({"body": {"alt_text": ""}}, "body", IN_TEXT + "alt text"),
    "credit of a picture in the text": ({"body": {"credit": ""}}, "body", IN_TEXT + "credit"),
}


@pytest.fixture(params=LACKING)
def lacking(request, world, mara):
    """The form of a story that lacks one thing, the field to be named, and the words."""
    given, field, words = LACKING[request.param]
    if isinstance(given.get("lead_image"), dict):
        given = {"lead_image": builders.image(**given["lead_image"])}
    if isinstance(given.get("body"), dict):
        picture = builders.image(**given["body"])
        given = {"body": [TEXT, ("picture", {"image": picture.pk, "alt_text": "", "caption": ""})]}
    return {"section": world, "bylines": [mara]} | given, field, words


def said(response, field):
    """Return what the form says at `field`; a list of small forms has no place of its own and says it at the top."""
    found = errors(response)
    return " ".join(found.get(field, []) + found.get("__all__", []))


def test_an_incomplete_draft_is_saved_but_not_published_and_the_editor_reads_why(editor_client, lacking):
    form, field, words = lacking
    assert post_story(editor_client, **form).status_code == 302
    draft = Article.objects.get()

    response = post_story(editor_client, draft, publish=True, **form, standfirst="Typed just now.")

    assert response.status_code == 200
    assert words in html.unescape(said(response, field))
    page = html.unescape(response.content.decode())
    assert words in page
    assert "Typed just now." in page
    draft.refresh_from_db()
    assert not draft.is_published()
    assert draft.revisions.count() == 1

    with pytest.raises(publishing.PublishingRefusedError, match=words) as refusal:
        publishing.publish(draft.latest_revision)
    assert list(refusal.value.error_dict) == [field]


def test_a_new_story_that_lacks_something_is_not_published(editor_client, lacking):
    form, field, words = lacking
    response = post_story(editor_client, publish=True, **form)
    assert response.status_code == 200
    assert words in html.unescape(said(response, field))
    assert not Article.objects.exists()


def test_a_section_that_is_no_longer_used_takes_no_new_story_but_keeps_the_old(editor_client, make_story, world, mara):
    old = make_story("Old story")
    world.active = False
    world.save()
    form = {"section": world, "bylines": [mara]}
    refused = post_story(editor_client, publish=True, headline="New story", **form)
    assert "The section World is no longer used." in said(refused, "section")
    assert post_story(editor_client, old, publish=True, headline="Old story, mended", **form).status_code == 302
    assert Article.objects.published().get().headline == "Old story, mended"


def test_a_byline_whose_profile_was_deleted_is_refused(editor_client, make_draft, mara, world):
    draft = make_draft()
    mara.delete()
    with pytest.raises(publishing.PublishingRefusedError, match="One byline names nobody") as refusal:
        publishing.publish(draft.latest_revision)
    assert list(refusal.value.error_dict) == ["bylines"]
    assert post_story(editor_client, draft, section=world, bylines=[None]).status_code == 302
    response = post_story(editor_client, draft, publish=True, section=world, bylines=[None])
    assert "This field is required" in said(response, "bylines")


def test_a_picture_in_the_text_that_was_deleted_is_refused(make_draft, image):
    draft = make_draft(body=[{"type": "picture", "value": {"image": image.pk}}])
    image.delete()
    with pytest.raises(publishing.PublishingRefusedError, match="A picture in the text was deleted"):
        publishing.publish(draft.latest_revision)


def test_everything_that_is_missing_is_said_at_once(make_draft):
    draft = make_draft(section=None, bylines=[], body="[]")
    with pytest.raises(publishing.PublishingRefusedError) as refusal:
        publishing.publish(draft.latest_revision)
    assert set(refusal.value.error_dict) == {"section", "bylines", "body"}
