"""Every address of the moderators' pages, for every role: generated from the URL resolver, not from a list."""

from typing import Any

import pytest
from django.urls import reverse

from comments.models import BannedDomain, Comment, ModerationDecision
from newsroom.staff.giving import roles_to_give
from tests.articles.desk.test_rights import ALLOWED, TURNED_AWAY, admin_patterns

# Which right each address asks for; one that is missing here fails the test.
NEEDS = {
    "desk": "comments.moderate",
    "queue": "comments.moderate",
    "bulk": "comments.moderate",
    "undo": "comments.moderate",
    "comment": "comments.moderate",
    "decide": "comments.moderate",
    "around": "comments.moderate",
    "word": "comments.moderate",
    "people": "comments.moderate",
    "person": "comments.moderate",
    "note": "comments.moderate",
    "log": "comments.moderate",
    "story": "comments.moderate",
    "standing": "comments.ban",
    "refuse_all": "comments.ban",
    "domains": "comments.ban",
    "domain_lift": "comments.ban",
    "words": "comments.settings",
    "words_add": "comments.settings",
    "words_remove": "comments.settings",
    "words_try": "comments.settings",
    "settings": "comments.settings",
}


def addresses(held: Comment) -> dict[str, str]:
    decision = held.decisions.latest("pk")
    banned = BannedDomain.objects.create(domain="spam.example")
    numbers = {"word": decision.pk, "domain_lift": banned.pk, "story": held.thread.article_id}
    found = {}
    for full_name, pattern in admin_patterns():
        if not full_name.startswith("comments_"):
            continue
        name = full_name.removeprefix("comments_")
        values = {"name": "held", "public_id": held.public_id, "number": numbers.get(name, held.author_id)}
        found[name] = reverse(full_name, kwargs={key: values[key] for key in pattern.pattern.regex.groupindex})
    return found


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Editorial Board", "Moderator", "Audience", None])
def test_each_role_reaches_what_it_may_and_nothing_else(
    role: str | None, held: Comment, make_user: Any, client: Any
) -> None:
    user = make_user("somebody", *([role] if role else []))
    client.force_login(user)
    there = addresses(held)
    assert set(there) == set(NEEDS)
    for name, address in there.items():
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            refused = answer.status_code == 403 or getattr(answer, "url", "").split("?")[0] in TURNED_AWAY
            if user.has_perm(NEEDS[name]):
                assert answer.status_code in ALLOWED | {404, 422}, f"{method} {name}"
                assert not refused, f"{method} {name}"
            else:
                assert refused or (method == "get" and answer.status_code == 405), f"{method} {name}"
        if not user.has_perm(NEEDS[name]):
            assert Comment.objects.get(pk=held.pk).status == "held"


def test_who_is_not_logged_in_is_sent_to_the_log_in_page(held: Comment, client: Any) -> None:
    for name, address in addresses(held).items():
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 302, f"{method} {name}"
            assert answer.url.startswith("/admin/login/")
    assert not ModerationDecision.objects.filter(by="staff").exists()


@pytest.mark.parametrize(
    ("role", "seen", "not_seen"),
    [
        ("Moderator", {"People", "Word lists", "Domains", "Settings", "Log"}, set()),
        ("Editor", {"People", "Log"}, {"Word lists", "Domains", "Settings"}),
    ],
)
def test_the_row_of_pages_has_what_the_role_may(
    role: str, seen: set[str], not_seen: set[str], paper: Any, make_user: Any, client: Any
) -> None:
    client.force_login(make_user("somebody", role))
    tabs = {str(tab["label"]) for tab in client.get("/admin/comments/queue/held/").context["tabs"]}
    assert seen <= tabs
    assert not tabs & not_seen


def test_the_board_appoints_moderators(board: Any, lena: Any) -> None:
    assert "Moderator" in roles_to_give(board).values_list("name", flat=True)
    assert "Moderator" in roles_to_give(lena).values_list("name", flat=True)
