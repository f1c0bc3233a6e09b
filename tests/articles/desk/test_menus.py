"""The menus of the desk: in the paper's words, and nothing that a role may not use."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils.html import escape

from articles.models import Article, Paper

MENUS = {
    "Reporter": {"Stories", "Pictures", "Help"},
    "Editor": {"Stories", "Pictures", "The paper", "Help"},
    "Editorial Board": {"Stories", "Pictures", "The paper", "Settings", "Help"},
    "Moderator": {"Help"},
    "Audience": {"Help"},
}
THE_PAPER = {
    "Editor": {"Tags", "Corrections", "Pictures without credit"},
    "Editorial Board": {
        "Sections",
        "Tags",
        "Profiles",
        "Pages about the paper",
        "Corrections",
        "Pictures without credit",
    },
}
FOREIGN = re.compile(r'(?:href|src|action)="https?://(?!testserver|localhost)([^/"]+)')


def sidebar(client: Any) -> list[dict[str, Any]]:
    """Return the items of the main menu, each with `label`, `url` and `items`."""
    page = client.get("/admin/account/").content.decode()
    props = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.S)[1])
    menu = next(module for module in props["modules"] if module["_type"].endswith("MainMenuModule"))
    return [_item(item) for item in menu["_args"][0]]


def _item(packed: dict[str, Any]) -> dict[str, Any]:
    told, *rest = packed["_args"]
    children = next((arg for arg in rest if isinstance(arg, list)), [])
    return {"label": told["label"], "url": told.get("url", "#"), "items": [_item(child) for child in children]}


@pytest.fixture
def logged_in(make_user: Any, client: Any, paper: Paper) -> Any:
    """Log in somebody of this role and return the browser."""

    def log_in(role: str) -> Any:
        client.force_login(make_user("somebody", role))
        return client

    return log_in


@pytest.mark.parametrize("role", MENUS)
def test_each_role_has_its_menus_and_no_other(role: str, logged_in: Any) -> None:
    # Menus that other parts add for this role are not this test's business.
    ours = set().union(*MENUS.values()) | {"Images", "Documents", "Pages", "Snippets"}
    assert {item["label"] for item in sidebar(logged_in(role))} & ours == MENUS[role]


@pytest.mark.parametrize("role", THE_PAPER)
def test_the_menu_of_the_paper_has_what_the_role_may_change(role: str, logged_in: Any) -> None:
    menu = next(item for item in sidebar(logged_in(role)) if item["label"] == "The paper")
    assert {item["label"] for item in menu["items"]} == THE_PAPER[role]


def test_the_board_sets_paper_staff_and_roles(logged_in: Any) -> None:
    menu = next(item for item in sidebar(logged_in("Editorial Board")) if item["label"] == "Settings")
    assert {item["label"] for item in menu["items"]} >= {"Paper", "Staff", "Roles"}
    assert not {item["label"] for item in menu["items"]} & {"Workflows", "Workflow tasks", "Collections", "Users"}


@pytest.mark.parametrize("role", MENUS)
def test_every_item_of_a_menu_leads_to_a_page_that_the_role_may_see(role: str, logged_in: Any) -> None:
    client = logged_in(role)
    for item in sidebar(client):
        for entry in item["items"] or [item]:
            assert entry["url"].startswith(("/admin/", "#")), entry["label"]
            if entry["url"].startswith("/"):
                assert client.get(entry["url"], follow=True).status_code == 200, entry["label"]


@pytest.mark.parametrize("role", MENUS)
def test_no_page_of_the_menus_points_to_another_host_or_names_wagtail(role: str, logged_in: Any) -> None:
    client = logged_in(role)
    for item in [{"url": "/admin/", "items": []}, *sidebar(client)]:
        for entry in item["items"] or [item]:
            if entry["url"].startswith("/"):
                page = re.sub(
                    r"<noscript.*?</noscript>", "", client.get(entry["url"], follow=True).content.decode(), flags=re.S
                )
                assert not FOREIGN.findall(page), entry["url"]
                assert "wagtail.org" not in page


def test_the_log_in_and_password_pages_bear_the_papers_name(client: Any, paper: Paper) -> None:
    for address in ("/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"):
        page = client.get(address).content.decode()
        assert f'<span class="newsroom-plate__name">{escape(paper.name)}</span>' in page
        assert "Wagtail" not in re.sub(r"<noscript.*?</noscript>", "", page, flags=re.S)


def test_the_desk_wears_the_accent_of_the_paper(editor_client: Any, paper: Paper) -> None:
    paper.accent = "#005f73"
    paper.save()
    page = editor_client.get("/admin/").content.decode()
    assert "desk/desk.css" in page
    assert "--newsroom-fill: #005f73" in page


def test_corrections_are_listed_for_the_desk_and_cannot_be_changed_there(
    client: Any, editor: Any, reporter: Any, make_story: Any
) -> None:
    story: Article = make_story("Seven countries share winter gas")
    story.corrections.create(text="An earlier version said eight.", by=editor)
    client.force_login(editor)
    page = client.get("/admin/corrections/").content.decode()
    assert "An earlier version said eight." in page
    assert f"/admin/snippets/articles/article/edit/{story.pk}/" in page
    assert client.post("/admin/corrections/").status_code == 405
    client.force_login(reporter)
    assert client.get("/admin/corrections/").status_code == 302


def test_everybody_has_a_role_of_ours(db: Any) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(MENUS)
