"""The settings of the paper: choices that hold, and addresses that are ones."""

from typing import Any

import pytest
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.models import Paper

FIELDS = {
    "name": "The Breakwater",
    "tagline": "",
    "place": "",
    "founded": "1887",
    "accent": "#005f73",
    "zone": "Europe/Brussels",
    "language": "en-GB",
    "editor": "",
    "imprint": "",
    "mail_sender": "",
    "mail_sender_name": "",
    "letters_address": "letters@breakwater.example",
    "corrections_address": "",
    "tips_address": "",
    "comment_default": "closed",
    "close_comments_after_days": "14",
    "logo": "",
    "feeds_in_full": "on",
    "ai_crawlers": "answers",
    "ads_txt": "",
    "security_contact": "",
    "security_policy": "",
}


@pytest.fixture
def save(client: Any, board: Any, paper: Paper) -> Any:
    """Send the form as the Board with these fields changed, and return what it says is wrong."""
    client.force_login(board)

    def send(**given: Any) -> dict[str, Any]:
        links = {name: streamfield(given.pop(name, [])) for name in ("social_links", "footer_links")}
        form = nested_form_data(FIELDS | given | links)
        answer = client.post(f"/admin/settings/articles/paper/{paper.pk}/", form)
        return {} if answer.status_code == 302 else dict(answer.context["form"].errors)

    return send


def test_the_board_changes_the_paper(save: Any, paper: Paper) -> None:
    assert save() == {}
    paper.refresh_from_db()
    assert (paper.accent, paper.comment_default, paper.close_comments_after_days) == ("#005f73", "closed", 14)
    assert paper.letters_address == "letters@breakwater.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Europe/Atlantis"),
        ("language", "Klingon"),
        ("accent", "red"),
        ("tips_address", "not an address"),
        ("close_comments_after_days", "0"),
        ("footer_links", [("link", {"label": "About", "address": "javascript:alert(1)"})]),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: Any, save: Any) -> None:
    assert set(save(**{field: value})) == {field}


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Moderator", "Audience"])
def test_nobody_else_sees_the_settings(role: str, client: Any, make_user: Any, paper: Paper) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(f"/admin/settings/articles/paper/{paper.pk}/").status_code == 302
