"""Requests to the moderators' pages that did not come from them: nothing changes, whoever is logged in."""

from typing import Any

import pytest
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from comments.models import (
    BannedDomain,
    Comment,
    Commenter,
    CommenterNote,
    ModerationDecision,
    SiteCommentSettings,
    WordRule,
)
from comments.services.word_lists import add_phrases
from tests.comments.desk.test_rights import addresses

HOST = "http://testserver"
ORIGINS = {"none": None, "null": "null", "subdomain": "http://evil.testserver", "elsewhere": "https://evil.example"}
# As much as all forms of the desk together ask for.
TYPED = {
    "action": "approve",
    "reason": "abusive",
    "version": "1",
    "queue": "held",
    "which": "ticked",
    "to": "spam",
    "standing": "ban",
    "text": "Words of a stranger.",
    "word": "Words of a stranger.",
    "kind": "banned",
    "phrases": "ferry",
    "domain": "spam.example",
    "typed": "spam.example",
    "premod": "off",
    "closed": "on",
}


@pytest.fixture
def browser(held: Comment, board: Any) -> Client:
    """The browser of a member of the board, who may do everything."""
    add_phrases("suspect", ["harbour"])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(board)
    return browser


def state() -> list[Any]:
    models = (Comment, Commenter, CommenterNote, ModerationDecision, BannedDomain, WordRule, SiteCommentSettings)
    return [list(model.objects.order_by("pk").values()) for model in models]


def data(held: Comment) -> dict[str, str]:
    decision = held.decisions.latest("pk").pk
    rule = WordRule.objects.get().pk
    return TYPED | {"pick": f"{held.pk}:{held.version}", "first": decision, "last": decision, "rule": rule}


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_post_from_elsewhere_changes_anything(origin: str, held: Comment, browser: Client) -> None:
    there, typed = addresses(held), data(held)
    before = state()
    headers = {"Origin": ORIGINS[origin]} if ORIGINS[origin] else {}
    for name, address in there.items():
        assert browser.post(address, typed, headers=headers).status_code in {403, 405}, name
    assert state() == before


def test_the_token_of_another_person_opens_nothing(held: Comment, browser: Client) -> None:
    there, typed = addresses(held), data(held)
    browser.get("/admin/comments/queue/held/")
    assert settings.CSRF_COOKIE_NAME in browser.cookies
    before = state()
    theirs = get_token(RequestFactory().get("/"))
    for name, address in there.items():
        for given in ({"csrfmiddlewaretoken": theirs}, {}):
            answer = browser.post(address, typed | given, headers={"X-CSRFToken": theirs, "Origin": HOST})
            assert answer.status_code in {403, 405}, name
    assert state() == before


def test_no_decision_is_made_by_looking(held: Comment, browser: Client) -> None:
    there, typed = addresses(held), data(held)
    browser.get("/admin/comments/settings/")  # makes the row of the settings
    before = state()
    for address in there.values():
        for method in ("get", "head", "options"):
            getattr(browser, method)(address, typed)
    assert state() == before


def test_no_other_site_can_frame_these_pages(held: Comment, browser: Client) -> None:
    for name, address in addresses(held).items():
        answer = browser.get(address)
        assert answer["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, name
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"], name
