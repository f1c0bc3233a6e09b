"""The desk's page of the front page, and what it says of readers: by forms alone, for those who may."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.front import arranging
from articles.models import Article, ArticleReads, FrontArrangement, Paper, Recommendation, RecommendationRule
from articles.selection import charts, recommended
from articles.services import publishing

BRUSSELS = ZoneInfo("Europe/Brussels")  # the paper's
FRONT, CHANGE, PREVIEW = "/admin/front/", "/admin/front/change/", "/admin/front/preview/"


def page(client: Any, address: str = FRONT) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def press(client: Any, button: Any, **filled: str) -> Any:
    """Press a button of a form as the page holds it, with these fields filled in."""
    form = button.find_parent("form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        data[select["name"]] = chosen["value"]
    return client.post(form.get("action") or FRONT, data | {button["name"]: button["value"]} | filled, follow=True)


def button(shown: BeautifulSoup, label: str) -> Any:
    """Return the button with this name, as a screen reader says it."""
    found = [b for b in shown.select("main button") if (b.get("aria-label") or b.get_text(strip=True)) == label]
    assert len(found) == 1, [b.get("aria-label") for b in shown.select("main button")]
    return found[0]


@pytest.fixture
def stories(make_story: Any) -> list[Article]:
    """Four stories, the newest first."""
    now = timezone.now()
    return [make_story(f"Story {number}", at=now - timedelta(hours=number)) for number in range(4)]


def lead(client: Any) -> str:
    return page(client, "/").select_one("section.lead h2").get_text(strip=True)


def test_an_editor_places_moves_times_and_takes_out(editor_client: Any, stories: list[Article]) -> None:
    assert lead(editor_client) == "Story 0"
    press(editor_client, button(page(editor_client), "Place “Story 3”"), slot="lead")
    assert lead(editor_client) == "Story 3"
    in_an_hour = timezone.localtime(timezone=BRUSSELS) + timedelta(hours=1)
    shown = page(editor_client)
    form = shown.select_one("#slot-lead .newsroom-slot__form button")
    press(editor_client, form, starts=in_an_hour.strftime("%Y-%m-%dT%H:%M"))
    shown = page(editor_client)
    assert "Its time has not come" in shown.select_one("#slot-lead").get_text()
    assert lead(editor_client) == "Story 0"
    press(editor_client, button(shown, "Take out “Story 3”"))
    assert arranging.in_force().placements == []


def test_what_the_rules_chose_can_be_kept_and_all_of_it_taken_back(editor_client: Any, stories: list[Article]) -> None:
    press(editor_client, button(page(editor_client), "Keep “Story 0” here"))
    assert [placed["slot"] for placed in arranging.in_force().placements] == ["lead"]
    shown = page(editor_client)
    assert "tomas placed “Story 0”: Lead" in shown.select_one("#history").get_text()
    press(editor_client, button(shown, "Undo the last change"))
    assert arranging.in_force().placements == []
    press(editor_client, button(page(editor_client), "Restore arrangement 1"))
    assert len(arranging.in_force().placements) == 1


def test_two_editors_do_not_overwrite_each_other(editor_client: Any, stories: list[Article]) -> None:
    old = page(editor_client)
    press(editor_client, button(old, "Place “Story 3”"), slot="lead")
    answer = press(editor_client, button(old, "Place “Story 2”"), slot="lead")
    assert "Somebody else has arranged the page meanwhile" in answer.content.decode()
    assert lead(editor_client) == "Story 3"


def test_stories_are_found_by_their_words_and_drafts_are_not(
    editor_client: Any, make_story: Any, make_draft: Any
) -> None:
    make_story("The herring are back")
    make_draft("The herring as drafted")
    coming = make_draft("The herring tomorrow", go_live_at=timezone.now() + timedelta(days=1))
    publishing.publish(coming.latest_revision)
    found = page(editor_client, f"{FRONT}?q=herring").select("#offered .newsroom-line__text")
    assert {a.get_text() for a in found} == {"The herring are back", "The herring tomorrow"}


def test_the_banner_is_put_up_and_taken_down(editor_client: Any, stories: list[Article]) -> None:
    shown = page(editor_client)
    press(editor_client, button(shown, "Show on every page"), text="It <b>happened</b>", story=str(stories[0].pk))
    link = page(editor_client, "/").select_one(".breaking a")
    assert (link.get_text(), link["href"]) == ("It <b>happened</b>", stories[0].get_absolute_url())
    assert page(editor_client, stories[0].get_absolute_url()).select_one(".breaking") is None
    press(editor_client, button(page(editor_client), "Take it down"))
    assert not Paper.load().is_breaking


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "place"},
        {"action": "explode", "seen": "0", "story": "1"},
        {"action": "place", "seen": "x", "story": "1"},
        {"action": "place", "seen": "0", "story": "9" * 30},
        {"action": "restore", "seen": "0", "number": "77"},
        {"action": "banner", "text": ""},
        {"action": "banner", "text": "x", "until": "yesterday"},
        {"action": "set", "seen": "0", "story": "0", "slot": "<script>"},
    ],
)
def test_nonsense_changes_nothing_and_is_answered(editor_client: Any, stories: list[Article], data: Any) -> None:
    assert editor_client.post(CHANGE, data).status_code in {302, 404}
    assert not FrontArrangement.objects.exists()


def test_the_preview_shows_the_page_as_it_would_be(editor_client: Any, make_draft: Any, stories: list[Article]) -> None:
    coming = make_draft("Coming", go_live_at=timezone.now() + timedelta(hours=1))
    publishing.publish(coming.latest_revision)
    later = (timezone.localtime(timezone=BRUSSELS) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert "Coming" in page(editor_client, f"{PREVIEW}?at={later}").main.get_text()
    for nonsense in ("", "?at=", "?at=tomorrow", "?at=9999-12-31T23:59", "?at=0001-01-01T00:00"):
        assert page(editor_client, PREVIEW + nonsense).select_one("section.lead")
    assert "Coming" not in page(editor_client, "/").main.get_text()


@pytest.mark.parametrize("role", ["Reporter", "Moderator", "Audience"])
def test_nobody_else_arranges_or_previews(role: str, client: Any, make_user: Any, stories: list[Article]) -> None:
    client.force_login(make_user("somebody", role))
    assert {client.get(address).status_code for address in (FRONT, PREVIEW)} <= {302, 403}
    assert client.post(CHANGE, {"action": "clear", "seen": "0"}).status_code in {302, 403}
    assert client.get(CHANGE).status_code in {302, 403, 405}
    assert not FrontArrangement.objects.exists()


def test_the_page_asks_the_same_few_questions_however_much_is_placed(
    editor_client: Any, make_story: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        story = make_story(f"Story {number}", tags=[f"Tag {number}"])
        arranging.place(story, "lead", seen=number)
    with django_assert_max_num_queries(40):
        page(editor_client)


# What the desk is told about readers


def test_the_list_the_story_and_the_dashboard_say_how_much_is_read(
    editor_client: Any, make_draft: Any, stories: list[Article]
) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for hours, reads in ((0, 1_200), (1, 34)):
        ArticleReads.objects.create(article=stories[1], hour=hour - timedelta(hours=hours), reads=reads)
    for number in range(50):
        make_draft(f"Draft {number}")
    charts.make()
    for listed in ("", "?p=2", "?p=-1", "?p=x"):
        assert editor_client.get(reverse(Article.snippet_viewset.get_url_name("list")) + listed).status_code == 200
    assert "1,234" in page(editor_client, "/admin/snippets/articles/article/?state=live").main.get_text()
    edit = page(editor_client, reverse(Article.snippet_viewset.get_url_name("edit"), args=[stories[1].pk]))
    panel = edit.select_one(".newsroom-readers")
    assert "1,234 reads" in panel.get_text()
    assert len(panel.select("svg path[d^=M]")) == 2
    assert "Story 1" in page(editor_client, "/admin/").select_one("#most-read").get_text()


# What is recommended under a story


def test_an_editor_sees_why_and_pins_and_bans(editor_client: Any, make_story: Any) -> None:
    above, other = make_story("Above", tags=["Gas"]), make_story("Other", tags=["Gas"])
    stranger = make_story("Stranger")
    recommended.choose(above.pk)
    address = reverse("newsroom_story_recommended", args=[above.pk])
    assert "Also about Gas. Score" in page(editor_client, address).main.get_text()
    editor_client.post(address, {"action": "pin", "story": stranger.pk})
    editor_client.post(address, {"action": "ban", "story": other.pk})
    assert [str(row.story) for row in Recommendation.objects.filter(under=above)] == ["Stranger"]
    assert "Editors’ choice" in page(editor_client, above.get_absolute_url()).main.get_text()
    for nonsense in ({}, {"action": "pin"}, {"action": "pin", "story": above.pk}, {"action": "x", "story": other.pk}):
        assert editor_client.post(address, nonsense).status_code == 302
    assert RecommendationRule.objects.count() == 2
    editor_client.post(reverse("newsroom_story_recommended", args=[stranger.pk]), {"action": "ban-everywhere"})
    assert not Recommendation.objects.filter(story=stranger).exists()
