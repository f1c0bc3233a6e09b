"""The dashboard: what somebody is to do next, by role."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, NewsImage, PublishingFailure, Section
from articles.services import publishing

MOST_QUERIES = 32  # one for what is read, one for the comments that wait


@pytest.fixture
def hand_in() -> Any:
    """Hand a story in for review, as its reporter."""

    def hand_in(story: Article) -> Article:
        story.get_default_workflow().start(story, story.owner)
        return story

    return hand_in


@pytest.fixture
def schedule(make_draft: Any) -> Any:
    """Approve a story for some hours from now."""

    def schedule(headline: str, hours: float, **fields: Any) -> Article:
        story = make_draft(headline, go_live_at=timezone.now() + timedelta(hours=hours), **fields)
        publishing.publish(story.latest_revision)
        return story  # type: ignore[no-any-return]

    return schedule


def home(client: Any) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html5lib")


def panel(client: Any, name: str) -> Tag | None:
    return home(client).find(id=name)


def headlines(found: Tag | None) -> list[str]:
    assert found is not None
    return [link.get_text() for link in found.select(".newsroom-line__text")]


def test_an_editor_sees_seven_panels_that_say_what_to_do_while_they_are_empty(editor_client: Any) -> None:
    page = home(editor_client)
    names = [section["id"] for section in page.select(".newsroom-panel")]
    waiting = ["problems", "waiting-for-review", "comments-waiting"]
    assert names == [*waiting, "my-stories", "scheduled", "just-published", "most-read"]
    assert len(page.select(".newsroom-empty")) == 7


def test_a_reporter_sees_neither_the_desks_queue_nor_its_problems(client: Any, reporter: Any) -> None:
    client.force_login(reporter)
    names = [section["id"] for section in home(client).select(".newsroom-panel")]
    assert names == ["my-stories", "scheduled", "just-published", "most-read"]


@pytest.mark.parametrize("role", ["Moderator", "Audience"])
def test_who_has_no_part_in_stories_sees_none(client: Any, make_user: Any, make_story: Any, role: str) -> None:
    make_story("Seen by readers")
    client.force_login(make_user("somebody", role))
    assert "Seen by readers" not in home(client).get_text()


def test_what_waits_for_review_comes_longest_waiting_first_with_who_and_since_when(
    editor_client: Any, reporter: Any, make_draft: Any, hand_in: Any
) -> None:
    for headline in ("Handed in first", "Handed in second"):
        hand_in(make_draft(headline, owner=reporter))
    waiting = panel(editor_client, "waiting-for-review")
    assert headlines(waiting) == ["Handed in first", "Handed in second"]
    assert waiting is not None
    assert "Handed in by mara" in waiting.get_text()
    assert waiting.find("time") is not None


def test_a_reporters_returned_story_comes_first_with_the_editors_note(
    client: Any, reporter: Any, editor: Any, make_draft: Any, hand_in: Any
) -> None:
    returned = hand_in(make_draft("Sent back", owner=reporter))
    make_draft("Written later", owner=reporter)
    returned.current_workflow_task_state.reject(user=editor, comment="Who says so?")
    client.force_login(reporter)
    mine = panel(client, "my-stories")
    assert headlines(mine) == ["Sent back", "Written later"]
    assert mine is not None
    assert "Returned: Who says so?" in mine.get_text()


def test_nobody_sees_anothers_draft_among_their_own(client: Any, reporter: Any, editor: Any, make_draft: Any) -> None:
    make_draft("Hers", owner=reporter)
    make_draft("His", owner=editor)
    for user, own in ((reporter, "Hers"), (editor, "His")):
        client.force_login(user)
        assert headlines(panel(client, "my-stories")) == [own]


def test_a_reporter_sees_only_their_own_schedules(client: Any, reporter: Any, schedule: Any) -> None:
    schedule("Mine at six", 6, owner=reporter)
    schedule("Another at five", 5)
    client.force_login(reporter)
    assert headlines(panel(client, "scheduled")) == ["Mine at six"]


def test_what_goes_live_within_a_day_stands_before_what_goes_live_later(editor_client: Any, schedule: Any) -> None:
    schedule("Next week", 24 * 7)
    schedule("Tonight", 5)
    scheduled = panel(editor_client, "scheduled")
    assert headlines(scheduled) == ["Tonight", "Next week"]
    assert scheduled is not None
    assert [group.get_text() for group in scheduled.select("h3")] == ["In the next 24 hours", "Later"]


def test_the_newest_published_story_comes_first(editor_client: Any, make_story: Any) -> None:
    make_story("Yesterday's", at=timezone.now() - timedelta(days=1))
    make_story("Today's")
    assert headlines(panel(editor_client, "just-published")) == ["Today's", "Yesterday's"]


def test_a_schedule_that_failed_is_a_problem(editor_client: Any, make_draft: Any) -> None:
    PublishingFailure.objects.create(article=make_draft("Stuck"), change="publish", error="Add a byline.")
    problems = panel(editor_client, "problems")
    assert headlines(problems) == ["Stuck"]
    assert problems is not None
    assert "Add a byline." in problems.get_text()


def test_a_live_story_whose_picture_lost_its_credit_is_a_problem_until_it_is_mended(
    editor_client: Any, make_story: Any, image: NewsImage
) -> None:
    make_story("With a picture", lead_image=image)
    NewsImage.objects.filter(pk=image.pk).update(credit="")
    problems = panel(editor_client, "problems")
    assert headlines(problems) == ["With a picture"]
    assert problems is not None
    assert "Lacks the credit of its lead image." in problems.get_text()
    NewsImage.objects.filter(pk=image.pk).update(credit="Photograph: Rafael Itoh")
    assert headlines(panel(editor_client, "problems")) == []


def test_a_live_story_without_section_or_without_the_person_of_its_byline_is_a_problem(
    editor_client: Any, make_story: Any, business: Section, mara: Any, desk: Any
) -> None:
    make_story("Homeless", section=business, bylines=[desk])
    make_story("Nameless", bylines=[mara])
    business.delete()
    mara.delete()
    assert headlines(panel(editor_client, "problems")) == ["Nameless", "Homeless"]


def test_a_headline_cannot_write_markup_into_the_dashboard(editor_client: Any, make_story: Any) -> None:
    make_story("<b>Bold</b> & co")
    assert headlines(panel(editor_client, "just-published")) == ["<b>Bold</b> & co"]


def test_the_dashboard_leads_to_no_other_host_and_searches_no_pages(editor_client: Any, make_story: Any) -> None:
    make_story()
    page = home(editor_client)
    links = [link["href"] for link in page.select("main a[href]")]
    assert not [link for link in links if "//" in link]
    assert page.find("input", {"name": "q"}) is None


def test_times_are_those_of_the_paper(editor_client: Any, make_story: Any) -> None:
    make_story(at=timezone.now().replace(month=1, day=15, hour=23, minute=30))
    published = panel(editor_client, "just-published")
    assert published is not None
    assert "16 Jan, 00:30" in published.get_text()


def test_the_dashboard_asks_the_database_few_questions(
    client: Any,
    reporter: Any,
    editor: Any,
    make_draft: Any,
    make_story: Any,
    hand_in: Any,
    schedule: Any,
    image: NewsImage,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(9):
        hand_in(make_draft(f"Waits {number}", owner=reporter))
        hand_in(make_draft(f"Returned {number}", owner=reporter)).current_workflow_task_state.reject(user=editor)
        schedule(f"Comes {number}", number + 1, owner=reporter)
        PublishingFailure.objects.create(
            article=make_story(f"Live {number}", owner=editor, lead_image=image), change="expire", error="No room"
        )
    NewsImage.objects.update(credit="")
    for user in (reporter, editor):
        client.force_login(user)
        client.get(reverse("wagtailadmin_home"))
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(reverse("wagtailadmin_home"))
