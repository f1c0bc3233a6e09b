"""What an editor, or somebody with an editor's browser, may send: it is stored or refused, never an error page."""

import json

import pytest
from django.forms.formsets import BaseFormSet
from django.urls import reverse

from articles.models import Article
from tests.admin_forms import ADD, errors, paragraph, post_story, story_form


@pytest.fixture
def form(world, mara):
    """What a story needs beside what the test is about."""
    return {"section": world, "bylines": [mara]}


@pytest.mark.parametrize(
    "headline",
    [
        "x" * 300,
        "🧑🏽‍🚒 snake_case " * 12 + "end",
        "هل تكفي سبع دول؟",
        "\u202eReversed\u202c and back",
        "Zürich’s “gas” – 7 < 8 & 9 > 2",
        "{{ paper.name }} {% now %}",
        "' OR 1=1; --",
    ],
)
def test_an_unusual_headline_is_published_as_written(editor_client, client, form, headline):
    assert post_story(editor_client, publish=True, headline=headline, **form).status_code == 302
    story = Article.objects.published().get()
    assert story.headline == headline
    response = client.get(story.get_absolute_url())
    assert response.context["story"].headline == headline
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("headline", "reason"),
    [
        ("x" * 301, "at most 300 characters"),
        ("Gas\x00storage", "Null characters are not allowed"),
        ("Gas\x07storage", "Remove the control character"),
        ("Gas\u2028storage", "Remove the control character"),
    ],
)
def test_a_headline_that_cannot_be_printed_is_refused_with_a_reason(editor_client, form, headline, reason):
    response = post_story(editor_client, headline=headline, **form)
    assert response.status_code == 200
    assert reason in " ".join(errors(response)["headline"])
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "field", ["standfirst", "dateline", "seo_title", "seo_description", "lead_caption", "language", "tags", "slug"]
)
def test_a_null_character_in_any_field_is_refused_or_dropped(editor_client, form, field):
    response = post_story(editor_client, **form, **{field: "a\x00b"})
    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert field in errors(response)


@pytest.mark.parametrize("field", ["go_live_at", "expire_at", "embargo_until"])
def test_a_time_at_the_end_of_the_calendar_is_refused(editor_client, form, field):
    response = post_story(editor_client, **form, **{field: "9999-12-31 23:59"})
    assert errors(response) == {field: ["This is too far in the future."]}


@pytest.mark.parametrize("field", ["section", "lead_image", "kind", "comment_policy"])
def test_a_choice_that_does_not_exist_is_refused_at_its_field(editor_client, form, field):
    response = post_story(editor_client, publish=True, **(form | {field: "99999999999999999999"}))
    assert field in errors(response)


@pytest.mark.parametrize("field", ["section", "lead_image", "social_image", "bylines-0-profile"])
@pytest.mark.parametrize("key", ["World", "1; --", "-1", "0x10", "1.5", "9" * 40])
def test_a_choice_that_is_no_number_is_answered_by_400_or_at_its_field(editor_client, form, field, key):
    response = editor_client.post(reverse(ADD), story_form(**form) | {field: key})
    assert response.status_code == 400 or field.split("-")[0] in errors(response)
    assert not Article.objects.exists()


def test_the_other_forms_of_the_paper_answer_400_too(client, board, mara):
    client.force_login(board)
    page = {"name": "About", "slug": "about", "body-count": "1", "body-0-type": "paragraph", "body-0-order": "0"}
    unreadable = {"body-0-deleted": "", "body-0-id": "", "body-0-value": "[not JSON"}
    url = "wagtailsnippets_articles_simplepage:add"
    assert client.post(reverse(url), page | unreadable).status_code == 400
    profile = {"name": "Mara", "slug": "mara", "kind": "person", "portrait": "a face", "links-TOTAL_FORMS": "0"}
    url = reverse("wagtailsnippets_articles_profile:edit", args=[mara.pk])
    assert client.post(url, profile | {"links-INITIAL_FORMS": "0"}).status_code == 400


def test_a_picture_in_the_text_that_is_no_number_breaks_nothing(editor_client, form):
    for key in ("cranes", "1.5", "9" * 40):
        body = [("picture", {"image": key, "caption": "", "alt_text": ""}), ("related_story", key)]
        response = editor_client.post(reverse(ADD), story_form(body=body, **form))
        assert response.status_code in (200, 302, 400)


def contentstate(text, link):
    """Return rich text as its editor sends it, with one link."""
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}}
    block = {
        "key": "a",
        "type": "unstyled",
        "text": text,
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"key": 0, "offset": 0, "length": len(text)}],
    }
    return ("paragraph", json.dumps({"blocks": [block], "entityMap": entity}))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_a_forged_link_does_not_reach_the_page(editor_client, client, form, link):
    body = [contentstate("Press <script>alert(1)</script> here", link)]
    post_story(editor_client, publish=True, body=body, **form)
    story = Article.objects.published().get()
    page = client.get(story.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert link.strip().lower() not in page.lower()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "gas"])
@pytest.mark.parametrize(
    "block",
    [
        lambda address: ("embed", {"url": address, "title": "Watch"}),
        lambda address: ("block_quote", {"text": paragraph("Text")[1], "source": "Averell text", "url": address}),
    ],
    ids=["embed", "block quote"],
)
def test_a_block_takes_only_addresses_of_the_web(editor_client, form, block, address):
    response = post_story(editor_client, publish=True, body=[block(address)], **form)
    assert response.status_code == 200
    assert "body" in errors(response)


def test_a_list_without_end_is_refused_before_a_form_is_made_for_each_row(editor_client, form, monkeypatch):
    made = []
    monkeypatch.setattr(BaseFormSet, "_construct_form", lambda *_, **__: made.append(1))
    response = editor_client.post(reverse(ADD), story_form(**form) | {"bylines-TOTAL_FORMS": "201"})
    assert (response.status_code, made) == (400, [])


@pytest.mark.parametrize(
    "forged",
    [
        {"body-0-type": "malware"},
        {"body-0-type": "picture", "body-0-value-image": "99999999999999999999"},
        {"body-0-type": "related_story", "body-0-value": "99999999999999999999"},
        {"body-0-type": "table"},
        {"body-0-value": "not what the editor sends"},
        {"body-0-value": "[1, 2]"},
        {"body-0-value": '{"blocks": 1}'},
        {"body-0-value": "null"},
        {"body-0-order": "x"},
        {"body-0-id": "not-a-uuid"},
        {"body-count": "x"},
        {"body-count": "999999"},
        {"bylines-TOTAL_FORMS": "x"},
        {"bylines-TOTAL_FORMS": "99999"},
        {"bylines-0-role": "king"},
        {"bylines-0-id": "99999999999999999999"},
    ],
    ids=str,
)
def test_a_forged_form_is_never_an_error_page(editor_client, client, form, forged):
    response = editor_client.post(reverse(ADD), story_form(**form) | forged | {"action-publish": "1"})
    assert response.status_code in (200, 302, 400)
    for story in Article.objects.published():
        assert client.get(story.get_absolute_url()).status_code == 200


def test_line_breaks_typed_in_a_browser_are_kept_in_a_correction(editor_client, make_story):
    story = make_story()
    answer = editor_client.post(
        f"/admin/stories/{story.pk}/correct/", {"kind": "typo", "text": "It said one.\r\nIt is two."}
    )
    assert answer.status_code == 302
    assert "It said one.<br>It is two." in editor_client.get(story.get_absolute_url()).content.decode()


def test_a_headline_is_one_line(make_draft):
    assert make_draft("Seven\r\ncountries").headline == "Seven countries"
