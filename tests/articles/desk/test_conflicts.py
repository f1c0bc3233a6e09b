"""Two people saving one story: no text is lost."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Article, ConflictCopy
from tests.admin_forms import EDIT, paragraph, post_story, story_form


@pytest.fixture
def story(make_draft: Any) -> Article:
    """A draft that two editors have open."""
    return make_draft()  # type: ignore[no-any-return]


@pytest.fixture
def second_client(board: Any) -> Any:
    """Another person's browser."""
    from django.test import Client

    client = Client()
    client.force_login(board)
    return client


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def text_of(story: Article) -> str:
    return str(fresh(story).get_latest_revision_as_object().body)


def save(client: Any, story: Article, text: str, seen: Any, **options: Any) -> Any:
    form = {"section": story.section, "bylines": [line.profile for line in story.bylines.all()]}
    return post_story(client, story, seen=seen, body=[paragraph(f"<p>{text}</p>")], **form, **options)


@pytest.mark.parametrize("first", ["", "publish", "submit"])
@pytest.mark.parametrize("second", ["", "publish", "submit"])
def test_the_later_of_two_saves_is_told_and_both_texts_are_kept(
    editor_client: Any, second_client: Any, story: Article, first: str, second: str
) -> None:
    seen = story.latest_revision
    save(editor_client, story, "Text of the first.", seen, action=first)
    answer = save(second_client, fresh(story), "Text of the second.", seen, action=second)
    page = second_client.get(answer.url).content.decode()
    assert "Text of the first." in page
    assert "Text of the second." in page
    assert "Text of the first." in text_of(story)
    assert "Text of the second." not in text_of(story)
    assert fresh(story).live == (first == "publish")


def test_the_later_text_can_be_taken_up(editor_client: Any, second_client: Any, story: Article) -> None:
    seen = story.latest_revision
    save(editor_client, story, "Text of the first.", seen)
    answer = save(second_client, fresh(story), "Text of the second.", seen)
    second_client.post(answer.url, {"decision": "mine"})
    assert "Text of the second." in text_of(story)
    history = [str(revision.as_object().body) for revision in fresh(story).revisions]
    assert any("Text of the first." in text for text in history)


def test_until_decided_the_form_reminds_of_the_text_that_was_set_aside(
    editor_client: Any, second_client: Any, story: Article
) -> None:
    seen = story.latest_revision
    save(editor_client, story, "Text of the first.", seen)
    answer = save(second_client, fresh(story), "Text of the second.", seen)
    form = reverse(EDIT, args=[story.pk])
    assert answer.url in second_client.get(form).content.decode()
    assert answer.url not in editor_client.get(form).content.decode()
    second_client.post(answer.url, {"decision": "theirs"})
    assert answer.url not in second_client.get(form).content.decode()
    assert ConflictCopy.objects.get().content["body"]  # kept all the same


def test_an_automatic_save_never_goes_over_a_text_it_has_not_seen(
    editor_client: Any, second_client: Any, story: Article
) -> None:
    seen = story.latest_revision
    save(editor_client, story, "Text of the first.", seen)
    data = story_form(fresh(story), seen=seen, body=[paragraph("<p>Text of the second.</p>")])
    answer = second_client.post(reverse(EDIT, args=[story.pk]), data, headers={"Accept": "application/json"})
    assert answer.json()["success"] is False
    assert "Text of the first." in text_of(story)


def test_a_save_that_does_not_say_what_it_is_based_on_is_set_aside(editor_client: Any, story: Article) -> None:
    save(editor_client, story, "From nowhere.", None)
    assert "From nowhere." not in text_of(story)
    assert ConflictCopy.objects.count() == 1


def test_somebody_elses_text_cannot_be_read_or_decided_on(
    editor_client: Any, second_client: Any, story: Article
) -> None:
    seen = story.latest_revision
    save(editor_client, story, "Text of the first.", seen)
    answer = save(second_client, fresh(story), "Text of the second.", seen)
    assert editor_client.get(answer.url).status_code == 404
    assert editor_client.post(answer.url, {"decision": "mine"}).status_code == 404
