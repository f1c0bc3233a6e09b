"""Every address of the admin that names a story, for every role: generated from the URL resolver, not from a list."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, re_path, reverse
from django.urls.exceptions import NoReverseMatch
from wagtail.snippets.views.snippets import SnippetViewSet

from articles.desk.stories import corrections_and_notices
from articles.desk.stories.form_views import StoryViewSet
from articles.models import Article
from articles.wagtail_hooks import desk_urls
from newsroom.runtime.data_directory import CHECKOUT
from tests import builders

STORY_NAMESPACES = ("wagtailsnippets_articles_article", "newsroom_story_")
TURNED_AWAY = {"/admin/", "/admin/login/"}
ALLOWED = {200, 201, 204, 302, 400, 405}  # the view itself answered, if only to say what was wrong with the request


def admin_patterns(resolver: Any = None, namespace: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Yield the full name and pattern of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from admin_patterns(pattern, namespace + ((pattern.namespace,) if pattern.namespace else ()))
        elif pattern.name:
            yield ":".join([*namespace, pattern.name]), pattern


def story_addresses() -> list[tuple[str, dict[str, Any]]]:
    """Return every address of a story's own views, with the names of its parameters."""
    return [
        (name, pattern.pattern.regex.groupindex)
        for name, pattern in admin_patterns()
        if name.startswith(STORY_NAMESPACES) and pattern.pattern.regex.groupindex
    ]


def address(name: str, converters: dict[str, Any], story: Article) -> str:
    """Return the address `name` for `story`, with plausible values for its other parameters."""
    state = story.current_workflow_task_state
    revision = story.latest_revision_id
    values = {
        "pk": story.pk,
        "revision_id": revision,
        "revision_id_a": revision,
        "revision_id_b": "latest",
        "task_id": state.task_id if state else 1,
        "task_state_id": state.pk if state else 1,
        "workflow_state_id": 1,
        "action_name": "approve",
        "draft_id": 1,
    }
    return reverse(name, kwargs={key: values[key] for key in converters})


def untouched(story: Article) -> tuple[Any, ...]:
    fresh = Article.objects.get(pk=story.pk)
    return fresh.live, fresh.headline, fresh.locked, fresh.latest_revision_id, fresh.owner_id, fresh.approved_schedule


@pytest.fixture
def others_stories(make_draft: Any, make_story: Any, make_user: Any) -> list[Article]:
    """A draft and a live story that belong to another reporter."""
    hanne = make_user("hanne", "Reporter")
    return [make_draft("Her draft", owner=hanne), make_story("Her live story", owner=hanne)]


def nothing(request: Any, **_: Any) -> HttpResponse:
    """Answer with an empty page."""
    return HttpResponse()


@pytest.mark.parametrize(
    ("address", "argument"),
    [
        (path("merge/<int:story_pk>/", nothing, name="merge"), "story_pk"),
        (path("merge/<int:pk>/<int:other_story>/", nothing, name="merge"), "other_story"),
        (path("merge/<int:revision_id>/", nothing, name="merge"), "revision_id"),
        (re_path(r"^merge/(\d+)/$", nothing, name="merge"), "without a name"),
    ],
)
def test_an_address_that_names_a_story_in_an_unknown_way_stops_the_start(
    address: URLPattern, argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_wagtail = SnippetViewSet.get_urlpatterns
    monkeypatch.setattr(SnippetViewSet, "get_urlpatterns", lambda viewset: [*of_wagtail(viewset), address])
    with pytest.raises(ImproperlyConfigured, match=argument) as refusal:
        StoryViewSet().get_urlpatterns()
    assert "“merge/" in str(refusal.value) or "“^merge/" in str(refusal.value)


def test_an_address_of_ours_that_names_a_story_in_an_unknown_way_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        corrections_and_notices, "urlpatterns", [path("stories/<int:story_pk>/merge/", nothing, name="merge")]
    )
    with pytest.raises(ImproperlyConfigured, match=r"stories/<int:story_pk>/merge/.*story_pk"):
        desk_urls()


@pytest.mark.processes
def test_a_server_with_such_an_address_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "one_more.py").write_text(
        """
import django

django.setup()

from django.http import HttpResponse
from django.urls import path
from wagtail.snippets.views.snippets import SnippetViewSet

of_wagtail = SnippetViewSet.get_urlpatterns
more = path("merge/<int:story_pk>/", lambda request, story_pk: HttpResponse(), name="merge")
SnippetViewSet.get_urlpatterns = lambda viewset: [*of_wagtail(viewset), more]

from newsroom.runtime.web_server import load

load()
"""
    )
    started = subprocess.run(
        [sys.executable, tmp_path / "one_more.py"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings.test", "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode != 0
    assert "ImproperlyConfigured" in started.stderr
    assert "merge/<int:story_pk>/" in started.stderr


def test_the_matrix_covers_the_views_we_know_of() -> None:
    names = {name.rsplit(":", 1)[-1] for name, _ in story_addresses()}
    assert {"edit", "delete", "history", "usage", "unpublish", "lock", "workflow_action", "revisions_compare"} <= names
    assert {"newsroom_story_correct", "newsroom_story_conflict", "newsroom_story_withdraw"} <= names


@pytest.mark.parametrize("role", ["Reporter", "Moderator", "Audience", None])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_of_the_desk_reaches_no_address_of_anothers_story(
    role: str | None, method: str, others_stories: list[Article], make_user: Any, client: Any
) -> None:
    client.force_login(make_user("somebody", *([role] if role else [])))
    for story in others_stories:
        before = untouched(story)
        for name, converters in story_addresses():
            answer = getattr(client, method)(address(name, converters, story), {"action-publish": "1", "headline": "X"})
            # Wagtail answers a refusal with the way to the log-in page or to the dashboard.
            refused = answer.status_code in {403, 404} or getattr(answer, "url", "").split("?")[0] in TURNED_AWAY
            assert refused, f"{method} {name} answered {answer.status_code}"
        assert untouched(story) == before


def test_a_reporter_reaches_the_views_of_their_own_story(client: Any, reporter: Any, make_draft: Any) -> None:
    story = make_draft(owner=reporter)
    client.force_login(reporter)
    for view in ("edit", "history", "revisions_compare"):
        name, converters = next(item for item in story_addresses() if item[0].endswith(f":{view}"))
        assert client.get(address(name, converters, story)).status_code == 200, view


@pytest.mark.parametrize("view", ["unpublish", "delete", "newsroom_story_correct", "newsroom_story_withdraw", "lock"])
def test_a_reporter_cannot_do_to_their_own_story_what_is_the_desks(
    view: str, client: Any, reporter: Any, make_story: Any
) -> None:
    story = make_story(owner=reporter)
    client.force_login(reporter)
    before = untouched(story)
    name, converters = next(item for item in story_addresses() if item[0].endswith(view))
    client.post(address(name, converters, story), {"reason": "Because", "text": "Because", "kind": "typo"})
    assert untouched(story) == before
    assert not story.corrections.exists()


def test_the_desk_reaches_every_address_of_any_story(client: Any, board: Any, others_stories: list[Article]) -> None:
    client.force_login(board)
    for name, converters in story_addresses():
        if name.endswith(("delete", "newsroom_story_conflict")):
            continue  # nobody deletes stories; there is no conflict here
        try:
            answer = client.get(address(name, converters, others_stories[1]))
        except NoReverseMatch:
            continue
        assert answer.status_code in ALLOWED | {404}, f"{name} answered {answer.status_code}"


def test_no_page_of_the_admin_shows_a_reporter_a_draft_of_others(
    client: Any, reporter: Any, others_stories: list[Article], make_draft: Any, editor: Any
) -> None:
    mine = make_draft("My own draft", owner=reporter)
    workflow = mine.get_default_workflow()
    workflow.start(others_stories[0], others_stories[0].owner)
    client.force_login(reporter)
    own_shown = set()
    for name, pattern in admin_patterns():
        if pattern.pattern.regex.groupindex or not reverse_or_none(name):
            continue
        answer = client.get(reverse(name))
        page = b"".join(answer) if answer.streaming else answer.content
        assert b"Her draft" not in page, name
        own_shown |= {name} if mine.headline.encode() in page else set()
    assert {"wagtailsnippets_articles_article:list", "wagtailsnippetchoosers_articles_article:choose"} <= own_shown


def reverse_or_none(name: str) -> str | None:
    """Return the address, or None if it belongs to the public site or needs more than its pattern says."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return url if url.startswith("/admin/") and not url.endswith(("logout/", "failwhale/")) else None


def test_nobody_but_the_board_manages_sections_people_and_staff(client: Any, make_user: Any, world: Any) -> None:
    builders.profile("Somebody Else")
    client.force_login(make_user("an-editor", "Editor"))
    for name, pattern in admin_patterns():
        if name.startswith(("wagtailsnippets_articles_section", "wagtailsnippets_articles_profile", "wagtailusers_")):
            if pattern.pattern.converters:
                continue
            assert client.get(reverse(name)).status_code in {302, 403, 405}, name
