"""Readers report an error in a story; the desk looks into it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry as logs

from articles.models import Article, ErrorReport
from articles.services import error_reports, publishing

QUEUE = "/admin/error-reports/"
WORDS = "The bridge has three arches, not four."


@pytest.fixture
def story(make_story: Any) -> Article:
    """A story that readers see."""
    return make_story()  # type: ignore[no-any-return]


def form_of(story: Article) -> str:
    return reverse("articles:report_error", args=[story.address])


def send(client: Any, story: Article, text: str = WORDS, **data: str) -> Any:
    return client.post(form_of(story), {"text": text, **data})


def soup(client: Any, url: str, **query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url, query).content, "html5lib")


# The reader


def test_a_story_leads_to_its_form_and_the_form_to_thanks(client: Any, story: Article) -> None:
    link = soup(client, story.get_absolute_url()).find("a", href=form_of(story))
    assert link is not None
    answer = client.post(form_of(story), {"text": WORDS}, follow=True)
    assert "Thank you" in answer.content.decode()
    report = ErrorReport.objects.get()
    assert (report.article, report.text, report.state) == (story, WORDS, "open")
    assert report.page_from == story.last_published_at


def test_nothing_about_the_reader_is_kept() -> None:
    assert {field.name for field in ErrorReport._meta.get_fields()} == {
        "id", "article", "text", "page_from", "state", "created_at", "settled_at", "settled_by", "note",
    }  # fmt: skip


def test_a_preview_offers_no_report(make_draft: Any, editor_client: Any) -> None:
    draft = make_draft()
    page = editor_client.get(
        reverse("wagtailsnippets_articles_article:revisions_view", args=[draft.pk, draft.latest_revision_id])
    )
    assert "report-error" not in page.content.decode()


def test_the_form_is_never_cached_and_asks_for_a_token(story: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(form_of(story))
    assert "no-store" in page["Cache-Control"]
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert strict.post(form_of(story), {"text": WORDS}).status_code == 403
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "short", "   " * 20, "x" * 2001, "Bell \x07 in the text", "Null \x00 in the text"]
)
def test_a_report_that_is_too_short_too_long_or_broken_is_given_back(client: Any, story: Article, text: str) -> None:
    answer = send(client, story, text)
    assert answer.status_code == 400
    assert "err" in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_line_breaks_are_kept_and_markup_is_shown_as_written(client: Any, story: Article, editor: Any) -> None:
    send(client, story, "First line\r\n<script>alert(1)</script>")
    assert ErrorReport.objects.get().text == "First line\n<script>alert(1)</script>"
    client.force_login(editor)
    page = soup(client, QUEUE).select_one(".newsroom-report__text")
    assert page is not None
    assert page.find("script") is None
    assert "<script>alert(1)</script>" in page.get_text()


def test_a_machine_is_thanked_and_nothing_is_kept(client: Any, story: Article) -> None:
    assert send(client, story, more="http://pills.example").status_code == 302
    assert not ErrorReport.objects.exists()


def test_the_same_words_sent_twice_are_one_report(client: Any, story: Article) -> None:
    send(client, story)
    assert send(client, story).status_code == 302
    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize("limit", ["MOST_A_STORY", "MOST_OF_ALL"])
def test_beyond_the_hours_limit_the_reader_keeps_the_text_and_is_asked_to_wait(
    client: Any, story: Article, monkeypatch: Any, limit: str
) -> None:
    monkeypatch.setattr(error_reports, limit, 1)
    send(client, story)
    answer = send(client, story, "Another thing is wrong as well.")
    assert answer.status_code == 429
    assert "Another thing is wrong as well." in answer.content.decode()
    ErrorReport.objects.update(created_at=timezone.now() - timedelta(hours=1, minutes=1))
    assert send(client, story, "Another thing is wrong as well.").status_code == 302


def test_one_storys_limit_leaves_room_for_another(client: Any, make_story: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(error_reports, "MOST_A_STORY", 1)
    assert [send(client, make_story(headline)).status_code for headline in ("One", "Two")] == [302, 302]


def test_drafts_withdrawn_stories_and_nonsense_have_no_form(client: Any, make_story: Any, story: Article) -> None:
    gone = make_story("Gone")
    publishing.withdraw(gone, reason="A court ordered it.")
    for address in (form_of(gone), "/report-error/world/2026/13/x/", "/report-error/world/2026/11/%00/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": WORDS}).status_code == 404
    assert client.put(form_of(story)).status_code in {200, 405}
    assert not ErrorReport.objects.exists()


def test_an_old_address_leads_to_the_form_of_the_story(client: Any, story: Article) -> None:
    old = form_of(story)
    story.slug = "another-slug"
    publishing.publish(story.save_revision())
    assert client.get(old).url == form_of(Article.objects.get(pk=story.pk))


# The desk


@pytest.fixture
def report(story: Article) -> ErrorReport:
    """A report that is open."""
    return error_reports.report_error(story, WORDS)


def settle(client: Any, report: ErrorReport, note: str = "She is right.") -> Any:
    return client.post(reverse("newsroom_report_settle", args=[report.pk]), {"note": note}, follow=True)


def test_the_queue_shows_the_oldest_first_with_the_way_to_correct_the_story(
    editor_client: Any, story: Article, report: ErrorReport
) -> None:
    error_reports.report_error(story, "A second thing is wrong.")
    page = soup(editor_client, QUEUE)
    texts = [block.get_text(strip=True) for block in page.select(".newsroom-report__text")]
    assert texts == [WORDS, "A second thing is wrong."]
    assert page.find("a", href=reverse("newsroom_story_correct", args=[story.pk])) is not None


def test_a_report_on_a_text_that_has_changed_since_says_so(
    editor_client: Any, story: Article, report: ErrorReport
) -> None:
    assert "has changed since" not in soup(editor_client, QUEUE).get_text()
    publishing.publish(story.save_revision())
    assert "has changed since" in soup(editor_client, QUEUE).get_text()


def test_settling_takes_it_off_the_queue_and_says_who_and_why_in_the_storys_history(
    editor_client: Any, editor: Any, report: ErrorReport
) -> None:
    settle(editor_client, report)
    assert WORDS not in soup(editor_client, QUEUE).get_text()
    settled = soup(editor_client, QUEUE, state="settled").get_text()
    assert WORDS in settled
    assert "She is right." in settled
    report.refresh_from_db()
    assert report.settled_by == editor
    entry = logs.get_logs_for_instance(report.article).get(action="newsroom.settle_report")
    assert entry.user == editor


def test_what_is_settled_is_not_settled_again(editor_client: Any, board: Any, report: ErrorReport) -> None:
    error_reports.settle_report(report, user=board, note="First")
    assert "already" in settle(editor_client, report, "Second").content.decode()
    report.refresh_from_db()
    assert (report.note, report.settled_by) == ("First", board)


def test_settling_is_a_post_of_an_existing_report_with_a_note_that_fits(
    editor_client: Any, report: ErrorReport
) -> None:
    assert editor_client.get(reverse("newsroom_report_settle", args=[report.pk])).status_code == 405
    assert editor_client.post(reverse("newsroom_report_settle", args=[report.pk + 1])).status_code == 404
    settle(editor_client, report, "x" * 501)
    report.refresh_from_db()
    assert report.state == "open"


@pytest.mark.parametrize("role", ["Reporter", "Moderator", "Audience"])
def test_only_those_who_correct_stories_see_and_settle_reports(
    client: Any, make_user: Any, report: ErrorReport, role: str
) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(QUEUE).status_code == 302
    settle(client, report)
    report.refresh_from_db()
    assert report.state == "open"
    assert QUEUE not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_counts_open_reports(editor_client: Any, report: ErrorReport) -> None:
    assert "1 error reported by readers" in " ".join(soup(editor_client, "/admin/").get_text().split())
    settle(editor_client, report)
    assert "0 errors reported by readers" in " ".join(soup(editor_client, "/admin/").get_text().split())


@pytest.mark.parametrize("query", [{"state": "settled", "before": "x"}, {"state": "\x00"}, {"before": "zz-1"}])
def test_nonsense_in_the_queues_address_breaks_nothing(editor_client: Any, query: dict[str, str]) -> None:
    assert editor_client.get(QUEUE, query).status_code == 200


def test_the_queue_asks_the_database_few_questions(
    editor_client: Any, make_story: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        error_reports.report_error(make_story(f"Story {number}"), WORDS)
    with django_assert_max_num_queries(20):
        editor_client.get(QUEUE)
