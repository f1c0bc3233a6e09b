"""The log tells everything that was decided: about a comment, and about the rules for all of them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import Paper
from comments import receipts
from comments.models import Comment, ModerationDecision, SiteCommentSettings, WordRule
from comments.reasons import statement_of
from comments.services import appeals, changes, moderation, undo
from comments.services.threads import thread_of
from comments.services.word_lists import add_phrases
from tests.comments.writing import make_reader, say

LOG = "/admin/comments/log/"


def lines(client: Any, **query: str) -> list[str]:
    """Return what the log says, a line for each decision."""
    page = BeautifulSoup(client.get(LOG, query).content, "html5lib")
    return [" ".join(line.get_text(" ").split()) for line in page.select(".newsroom-decisions > .newsroom-line")]


@pytest.fixture
def appealed(held: Comment, lena: Any) -> Comment:
    """A refused comment whose author appealed."""
    moderation.reject(held.pk, None, changes.staff(lena), "off_topic")
    appeals.appeal(held.pk, held.author, "It is about the ferry.")
    return Comment.objects.get(pk=held.pk)


def test_a_denied_appeal_is_in_the_log_and_on_the_receipt(appealed: Comment, decide: Any, desk_client: Any) -> None:
    answer = decide(appealed, "uphold", word="Ferries have a story of their own.", queue="appealed").json()
    upheld = appealed.decisions.latest("pk")
    assert (upheld.action, upheld.actor.username, upheld.reason_code) == ("uphold", "lena", "off_topic")
    assert (upheld.from_status, upheld.to_status) == ("rejected", "rejected")
    assert answer["decision"] == upheld.pk
    assert "Appeal denied" in lines(desk_client)[0]
    page = Client().get(receipts.address_of(appealed, proven=True)).content.decode()
    for said in (
        "It has nothing to do with the story.",
        "decided by a moderator",
        "the decision stands",
        "Ferries have a story of their own.",
    ):
        assert said in page


def test_a_denied_appeal_waits_again_once_the_denial_is_undone(appealed: Comment, decide: Any, lena: Any) -> None:
    decision = decide(appealed, "uphold").json()["decision"]
    undo.undo_decision(decision, changes.staff(lena))
    comment = Comment.objects.get(pk=appealed.pk)
    assert (comment.status, comment.appeal.state) == ("rejected", "open")
    statement = statement_of(comment)
    assert statement
    assert statement.code == "off_topic"


def test_two_who_decide_about_one_appeal_do_not_both_win(appealed: Comment, decide: Any) -> None:
    decide(appealed, "approve")
    assert decide(appealed, "uphold").status_code == 409
    assert Comment.objects.get(pk=appealed.pk).status == "published"


def test_a_receipt_names_the_listed_words_for_which_a_rule_refused_it_and_no_others(story: Any, ada: Any) -> None:
    add_phrases("banned", ["heat cube"])
    add_phrases("suspect", ["scroungers"])
    refused = say(story, ada, "Scroungers, all of them: buy a heat cube!")
    held = say(story, make_reader("Ben Osei"), "What scroungers they are.")
    pages = [Client().get(receipts.address_of(one, proven=True)).content.decode() for one in (refused, held)]
    assert "<q>heat cube</q>" in pages[0]
    assert "<q>scroungers</q>" not in pages[0] + pages[1]
    assert "decided by a rule" in pages[0]


def test_word_lists_say_who_changed_them_and_how(desk_client: Any, world: Any) -> None:
    form = {"kind": "banned", "phrases": "viagra\ncasino\nviagra", "section": world.pk, "look_in": ["body"]}
    desk_client.post("/admin/comments/words/add/", form)
    desk_client.post("/admin/comments/words/add/", form)  # nothing new, nothing to tell
    desk_client.post("/admin/comments/words/remove/", {"pick": [WordRule.objects.get(phrase="casino").pk]})
    told = lines(desk_client)
    assert len(told) == 2
    assert told[0].startswith("Taken off a word list by lena · Refuse, World: “casino”")
    assert told[1].startswith("Put on a word list by lena · Refuse, World: “viagra”, “casino”")
    assert lines(desk_client, action="add_words") == told[1:]


def test_a_list_of_thousands_fits_a_line(desk_client: Any) -> None:
    assert add_phrases("banned", [f"phrase number {n}" for n in range(3_000)]) == 3_000
    note = ModerationDecision.objects.get().note
    assert len(note) <= 500
    assert "(+" in note


def test_domains_say_who_banned_and_freed_them(desk_client: Any) -> None:
    desk_client.post("/admin/comments/domains/", {"domain": "spam.example", "typed": "spam.example", "note": "Bots."})
    desk_client.post("/admin/comments/domains/1/lift/")
    domain = ModerationDecision.objects.get(action="ban_domain")
    assert (domain.actor.username, domain.note) == ("lena", "spam.example: Bots.")
    assert "Domain banned by lena · spam.example: Bots." in lines(desk_client)[-1]


def test_settings_say_what_was_changed_from_what_to_what(story: Any, desk_client: Any, world: Any) -> None:
    page = BeautifulSoup(desk_client.get("/admin/comments/settings/").content, "html5lib")
    form = {
        field["name"]: field.get("value", "") for field in page.select("main input[name], form input[name]")
        if field.get("type") != "checkbox" or field.has_attr("checked")
    }  # fmt: skip
    for choice in page.select("select[name]"):
        chosen = choice.select_one("option[selected]") or choice.select_one("option")
        form[choice["name"]] = chosen["value"] if chosen else ""
    form |= {"site-max_length": "3000", f"section-{world.pk}-premod": "all"}
    assert desk_client.post("/admin/comments/settings/", form).status_code == 302
    told = lines(desk_client)
    assert len(told) == 2
    assert told[0].startswith("Settings changed by lena · World: Who is read before publication: As set above → Every")
    assert told[1].startswith("Settings changed by lena · Longest comment: 5000 → 3000")
    assert SiteCommentSettings.load().max_length == 3000
    assert Paper.load().close_comments_after_days
    desk_client.post("/admin/comments/settings/", form)
    assert lines(desk_client) == told


def test_who_is_read_first_under_one_story_is_in_the_log(story: Any, desk_client: Any) -> None:
    thread_of(story)
    for _ in range(2):
        desk_client.post(f"/admin/comments/story/{story.pk}/", {"action": "premod", "premod": "all"})
    assert lines(desk_client) == [line for line in lines(desk_client) if "As set above → Everybody" in line]
    assert ModerationDecision.objects.filter(thread__article=story, action="settings").count() == 1


def test_what_is_about_no_comment_is_a_change_of_the_rules_and_nobody_can_undo_it(desk_client: Any) -> None:
    add_phrases("banned", ["viagra"])
    decision = ModerationDecision.objects.get().pk
    assert "Undo" not in lines(desk_client)[0]
    desk_client.post("/admin/comments/undo/", {"first": decision, "last": decision})
    assert WordRule.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationDecision.objects.create(action="approve", by="staff", to_status="published")


@pytest.mark.parametrize(
    "address",
    [
        "/admin/comments/people/?q=%00x", "/admin/comments/words/?q=%00x", "/admin/comments/domains/?domain=%00x",
        "/admin/comments/log/?who=%00", "/comments/a%00b/", "/comments/a%00b/write/", "/me/sign-in/a%00b/",
        "/comments/leave/a%00b/", "/comments/receipt/a%00b/",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_is_no_error_of_ours(address: str, paper: Any, board: Any) -> None:
    browser = Client()
    browser.force_login(board)
    assert browser.get(address).status_code in {200, 404, 410}
