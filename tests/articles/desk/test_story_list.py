"""The desk's list of stories: filters, search, paging, spreadsheets."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.desk.stories import listing
from articles.models import Article, Section
from articles.services import publishing

LIST = "wagtailsnippets_articles_article:list"


def page(client: Any, **query: Any) -> BeautifulSoup:
    answer = client.get(reverse(LIST), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def listed(client: Any, **query: Any) -> list[str]:
    return [cell.get_text(strip=True) for cell in page(client, **query).select("td.title .title-wrapper a")]


def table(client: Any, **query: Any) -> list[list[str]]:
    rows = page(client, **query).select("main tbody tr")
    return [[" ".join(cell.get_text(" ", strip=True).split()) for cell in row.find_all("td")] for row in rows]


def spreadsheet(client: Any, **query: Any) -> list[dict[str, str]]:
    answer = client.get(reverse(LIST), {"export": "csv", **query})
    assert answer.streaming
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


@pytest.fixture
def one_of_each(make_draft: Any, make_story: Any, editor: Any) -> None:
    """A story in each state, with the state for a headline."""
    for headline in ("in-review", "returned"):
        story = make_draft(headline)
        story.get_default_workflow().start(story, editor)
    story.current_workflow_task_state.reject(user=editor)
    make_draft("draft")
    scheduled = make_draft("scheduled", go_live_at=timezone.now() + timedelta(days=1))
    publishing.publish(scheduled.latest_revision)
    make_story("live")
    changed = make_story("live-with-draft")
    changed.save_revision(changed=True)
    publishing.unpublish(make_story("expired"), expired=True)
    publishing.withdraw(make_story("withdrawn"), reason="A court ordered it.")


@pytest.mark.parametrize(
    "state", ["draft", "in-review", "returned", "scheduled", "live-with-draft", "expired", "withdrawn"]
)
def test_the_list_narrows_to_a_state(editor_client: Any, one_of_each: None, state: str) -> None:
    assert listed(editor_client, state=state) == [state]


def test_a_story_with_a_draft_is_live_too(editor_client: Any, one_of_each: None) -> None:
    assert listed(editor_client, state="live") == ["live-with-draft", "live"]


def test_states_are_said_in_words(editor_client: Any, one_of_each: None) -> None:
    states = {row[1].split(" Mara")[0]: row[3] for row in table(editor_client)}
    assert states.pop("scheduled").startswith("Scheduled for ")
    assert states == {
        "in-review": "In review",
        "returned": "Returned",
        "draft": "Draft",
        "live": "Live",
        "live-with-draft": "Live with draft",
        "expired": "Expired",
        "withdrawn": "Withdrawn",
    }


def test_a_story_that_was_taken_off_the_site_is_no_mere_draft(editor_client: Any, make_story: Any) -> None:
    publishing.unpublish(make_story("Gone"))
    assert table(editor_client)[0][3] == "Unpublished"


def test_the_byline_stands_under_the_headline(editor_client: Any, make_draft: Any, mara: Any, desk: Any) -> None:
    make_draft("Two of us", bylines=[mara, desk])
    cell = page(editor_client).select_one("td.title")
    assert cell is not None
    assert cell.select_one(".newsroom-byline").get_text() == "Mara Lindqvist, Editorial Board"  # type: ignore[union-attr]


def test_filters_add_up_with_each_other_and_with_the_search(
    editor_client: Any, make_story: Any, business: Section, desk: Any
) -> None:
    make_story("Winter gas in the world", tags=["NATO"])
    make_story("Winter gas as a business", section=business, tags=["NATO"], bylines=[desk], kind="analysis")
    make_story("Summer as a business", section=business)
    assert listed(editor_client, section=business.pk) == ["Summer as a business", "Winter gas as a business"]
    assert listed(editor_client, section=business.pk, q="winter") == ["Winter gas as a business"]
    assert listed(editor_client, tag="nato", section=business.pk) == ["Winter gas as a business"]
    assert listed(editor_client, byline=desk.pk, state="live") == ["Winter gas as a business"]
    assert listed(editor_client, kind="analysis") == ["Winter gas as a business"]
    assert listed(editor_client, tag="nato, moscow") == []


def test_the_list_narrows_to_days_of_publication_in_the_papers_zone(editor_client: Any, make_story: Any) -> None:
    make_story("Half past midnight in Brussels", at=timezone.now().replace(month=3, day=9, hour=23, minute=30))
    day = f"{timezone.now().year}-03-10"
    query = {"first_published_at_from": day, "first_published_at_to": day}
    assert listed(editor_client, **query) == ["Half past midnight in Brussels"]


def test_what_was_published_in_some_days_is_listed_by_publication(editor_client: Any, make_story: Any) -> None:
    now = timezone.now()
    for headline, days in (("Yesterday", 1), ("A week ago", 7), ("Three days ago", 3), ("Long ago", 400)):
        make_story(headline, at=now - timedelta(days=days))
    since = (now - timedelta(days=30)).date().isoformat()
    found = listed(editor_client, first_published_at_from=since)
    assert found == ["Yesterday", "Three days ago", "A week ago"]


def test_mine_are_the_stories_i_own(editor_client: Any, editor: Any, reporter: Any, make_draft: Any) -> None:
    make_draft("Mine", owner=editor)
    make_draft("Another's", owner=reporter)
    assert listed(editor_client, mine="me") == ["Mine"]


@pytest.mark.parametrize("query", [{}, {"state": "draft"}, {"q": "gas"}, {"mine": ""}, {"export": "csv"}])
def test_a_reporters_list_has_only_their_own(
    client: Any, reporter: Any, make_draft: Any, query: dict[str, str]
) -> None:
    make_draft("My gas", owner=reporter)
    make_draft("Another's gas")
    client.force_login(reporter)
    answer = client.get(reverse(LIST), query)
    text = (b"".join(answer) if answer.streaming else answer.content).decode()
    assert "My gas" in text
    assert "Another" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"state": "no-such"},
        {"section": "x"},
        {"byline": "99999999999999999999"},
        {"tag": '"'},
        {"tag": "\x00"},
        {"p": "x"},
        {"p": "99999999"},
        {"first_published_at_from": "9999-12-31"},
        {"first_published_at_to": "0001-01-01"},
        {"ordering": "password"},
        {"q": "'\"&|!():*<->"},
        {"q": "\x00"},
    ],
)
def test_nonsense_in_the_address_breaks_nothing(editor_client: Any, make_draft: Any, query: dict[str, str]) -> None:
    make_draft()
    page(editor_client, **query)


def test_the_newest_comes_first_or_the_last_edited(editor_client: Any, make_draft: Any) -> None:
    older = make_draft("Older")
    make_draft("Newer")
    older.save_revision()
    assert listed(editor_client) == ["Newer", "Older"]
    assert listed(editor_client, ordering="-edited") == ["Older", "Newer"]


def test_an_empty_list_says_how_to_begin_and_a_search_without_result_how_to_go_on(editor_client: Any) -> None:
    assert "Write the first story" in page(editor_client).get_text()
    assert "show all stories" in page(editor_client, q="unheard-of").get_text()


def test_stories_are_counted_only_as_far_as_anybody_pages(
    editor_client: Any, make_draft: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(listing, "MOST_LISTED", 2)
    for number in range(3):
        make_draft(f"Story {number}")
    text = page(editor_client, state="draft").get_text()
    assert "more than 2 stories" in text


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    editor_client: Any, make_draft: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_draft(f"Story {number}", tags=[f"Tag {number}"])
    with django_assert_max_num_queries(30):
        assert len(listed(editor_client)) == 20


# Spreadsheets


def test_the_spreadsheet_holds_the_filtered_list(
    editor_client: Any, make_story: Any, make_draft: Any, business: Section
) -> None:
    make_draft("A draft")
    story = make_story("In business", section=business, tags=["NATO", "Gas"])
    (row,) = spreadsheet(editor_client, section=business.pk)
    assert row["Headline"] == "In business"
    assert row["Byline"] == "Mara Lindqvist"
    assert row["State"] == "Live"
    assert row["Tags"] == "NATO, Gas"
    assert row["Address"] == story.full_url


def test_a_headline_is_no_formula(editor_client: Any, make_draft: Any) -> None:
    make_draft('=HYPERLINK("https://elsewhere.example","Click")')
    (row,) = spreadsheet(editor_client)
    assert row["Headline"].startswith("'=")
    answer = editor_client.get(reverse(LIST), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet["A2"].data_type == "s"


def test_a_list_too_long_for_xlsx_is_offered_as_csv(editor_client: Any, make_draft: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listing, "MOST_IN_XLSX", 1)
    make_draft("One")
    make_draft("Two")
    assert "download CSV" in page(editor_client, export="xlsx").get_text()


def test_the_spreadsheet_is_read_from_the_database_piece_by_piece(
    editor_client: Any, make_draft: Any, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_draft(f"Story {number}", tags=["NATO"])
    with django_assert_max_num_queries(20):
        assert len(spreadsheet(editor_client)) == Article.objects.count() == 12
