"""Whatever is sent as a story's text, only what its editor can make is kept."""

import json
from typing import Any

import pytest

from articles.models import Article
from tests.admin_forms import post_story

BLOCK = {"key": "a", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}


def draft_with(client: Any, *given: dict[str, Any], entities: dict[str, Any] | None = None) -> str:
    """Send a story with this raw text and return the text of the draft."""
    raw = json.dumps({"blocks": [BLOCK | block for block in given], "entityMap": entities or {}})
    assert post_story(client, body=[("paragraph", raw)]).status_code == 302
    story = Article.objects.get().get_latest_revision_as_object()
    return str(story.body[0].value.source)


def link(**data: str) -> dict[str, Any]:
    return {"0": {"type": "LINK", "mutability": "MUTABLE", "data": data}}


LINKED = {"type": "unstyled", "text": "Read this", "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_a_script_loses_its_address(url: str, editor_client: Any, world: Any) -> None:
    text = draft_with(editor_client, LINKED, entities=link(url=url))
    assert "Read" in text
    assert "script" not in text.lower()
    assert "data:text" not in text


def test_an_honest_link_stays(editor_client: Any, world: Any) -> None:
    assert '<a href="https://example.org/">' in draft_with(
        editor_client, LINKED, entities=link(url="https://example.org/")
    )


def test_tags_typed_as_text_stay_text(editor_client: Any, world: Any) -> None:
    text = draft_with(editor_client, {"type": "unstyled", "text": "<script>alert(1)</script><b style='x'>"})
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("kind", ["header-one", "header-six", "code-block", "blockquote", "nonsense"])
def test_kinds_of_block_that_the_editor_does_not_have_are_dropped(kind: str, editor_client: Any, world: Any) -> None:
    text = draft_with(editor_client, {"type": kind, "text": "Shouted"}, {"type": "unstyled", "text": "Said"})
    assert "Shouted" not in text
    assert "Said" in text


def test_styles_and_things_that_the_editor_does_not_have_are_dropped(editor_client: Any, world: Any) -> None:
    styled = {
        "type": "unstyled",
        "text": "Red text",
        "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "CODE"}, {"offset": 4, "length": 4, "style": "BOLD"}],
    }
    text = draft_with(editor_client, styled)
    assert "<code" not in text
    assert "<b>text</b>" in text


def test_empty_lines_are_dropped(editor_client: Any, world: Any) -> None:
    lines = [
        {"type": "unstyled", "text": words, "key": key}
        for key, words in zip("abcd", ["One", "", " ", "Two"], strict=True)
    ]
    text = draft_with(editor_client, *lines)
    assert text.count("<p") == 2


def test_a_block_that_does_not_exist_is_not_kept(editor_client: Any, world: Any) -> None:
    post_story(editor_client, body=[("raw_html", "<script>alert(1)</script>")])
    for story in Article.objects.all():
        assert "script" not in json.dumps(story.get_latest_revision_as_object().body.get_prep_value())
