"""Word lists, the box that tries them, and how comments work."""

from typing import Any

from articles.models import Paper
from comments.models import Commenter, SectionCommentSettings, SiteCommentSettings, WordRule
from comments.services.threads import policy_of, thread_of
from readers.models import RateBucket
from tests.comments.writing import say

ADD = "/admin/comments/words/add/"


def add(client: Any, phrases: str, kind: str = "banned", **fields: Any) -> None:
    client.post(ADD, {"kind": kind, "phrases": phrases, "look_in": ["body", "name"]} | fields)


def test_many_phrases_are_added_at_once_and_stop_a_comment(story: Any, ada: Any, desk_client: Any) -> None:
    add(desk_client, "sea monster\nSEA  Monster\n\n…\nkraken")
    assert set(WordRule.objects.values_list("phrase", flat=True)) == {"sea monster", "kraken"}
    page = desk_client.get("/admin/comments/words/?kind=banned").content.decode()
    assert "2 phrases added." in page
    assert "2 were left out" in page
    assert say(story, ada, "There is a sea m\u200bonster under the quay.").status == "rejected"


def test_a_phrase_of_one_section_is_minded_there_alone(story: Any, business: Any, ada: Any, desk_client: Any) -> None:
    add(desk_client, "kraken", section=str(business.pk))
    assert say(story, ada, "A kraken was seen from the mole.").status == "held"


def test_phrases_are_removed(desk_client: Any) -> None:
    add(desk_client, "kraken\nleviathan")
    kraken = WordRule.objects.get(phrase="kraken")
    desk_client.post("/admin/comments/words/remove/", {"pick": [kraken.pk, "x"], "kind": "banned"})
    assert list(WordRule.objects.values_list("phrase", flat=True)) == ["leviathan"]


def test_a_text_is_tried_on_every_rule_and_nothing_is_kept(desk_client: Any) -> None:
    from comments.rules.builtin import RULES

    add(desk_client, "kraken", kind="suspect")
    given = {"text": "A kraken, see https://sea.example", "name": "Ada"}
    answer = desk_client.post("/admin/comments/words/try/", given)
    page = answer.content.decode()
    assert "It would be held" in page
    assert "“kraken”" in page
    assert "1 link" in page
    assert len(answer.context["verdicts"]) == len(RULES)
    assert not Commenter.objects.exists()
    assert not RateBucket.objects.exists()


def test_a_text_that_would_not_be_taken_says_so(desk_client: Any) -> None:
    page = desk_client.post("/admin/comments/words/try/", {"text": "\u200b\u200b"}).content.decode()
    assert "It would not be taken" in page


def settings_as_shown(client: Any) -> dict[str, Any]:
    forms = client.get("/admin/comments/settings/").context["forms"]
    every = [forms[0], forms[1], *(form for _section, form in forms[2])]
    return {field.html_name: field.value() for form in every for field in form if field.value() not in (None, False)}


def test_everything_about_how_comments_work_is_set_on_one_page(story: Any, desk_client: Any) -> None:
    data = settings_as_shown(desk_client)
    assert data["paper-close_comments_after_days"] == 14
    prefix = f"section-{story.section_id}"
    data |= {
        "site-premod": "off",
        "site-report_threshold": 5,
        f"{prefix}-premod": "all",
        f"{prefix}-close_after_days": 3,
    }
    answer = desk_client.post("/admin/comments/settings/", data)
    assert answer.status_code == 302
    assert SiteCommentSettings.load().report_threshold == 5
    assert policy_of(story).premod == "all"
    closes = thread_of(story).close_at
    assert closes is not None
    assert (closes - story.first_published_at).days == 3
    desk_client.post(
        "/admin/comments/settings/", data | {f"{prefix}-premod": "inherit", f"{prefix}-close_after_days": ""}
    )
    assert not SectionCommentSettings.objects.exists()


def test_the_whole_site_is_closed_with_a_message(story: Any, desk_client: Any) -> None:
    data = settings_as_shown(desk_client) | {"site-closed": "on", "site-closed_message": "Back on Monday."}
    desk_client.post("/admin/comments/settings/", data)
    assert policy_of(story).closed == "Back on Monday."


def test_a_wrong_number_is_refused_and_nothing_saved(paper: Paper, desk_client: Any) -> None:
    data = settings_as_shown(desk_client) | {"site-premod": "all", "paper-close_comments_after_days": "0"}
    answer = desk_client.post("/admin/comments/settings/", data)
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.content.decode()
    assert SiteCommentSettings.load().premod == "first_n"


def test_the_thread_of_a_story_is_closed_and_opened_beside_its_form(story: Any, client: Any, editor: Any) -> None:
    client.force_login(editor)
    form = f"/admin/snippets/articles/article/edit/{story.pk}/"
    page = client.get(form).content.decode()
    assert "Readers’ comments" in page
    assert "0 comments published" in page
    client.post(f"/admin/comments/story/{story.pk}/", {"action": "close", "next": form})
    assert not policy_of(story).is_open
    client.post(f"/admin/comments/story/{story.pk}/", {"action": "open"})
    assert policy_of(story).is_open
    client.post(f"/admin/comments/story/{story.pk}/", {"action": "premod", "premod": "all"})
    assert policy_of(story).premod == "all"
    assert client.post(f"/admin/comments/story/{story.pk}/", {"action": "burn"}).status_code == 400
