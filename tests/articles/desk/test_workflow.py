"""Reporter → editor → live."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.log_actions import registry as history
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_cancelled, workflow_cancelled

from articles.models import Article
from articles.services import scheduled_publishing
from tests import builders
from tests.admin_forms import paragraph, post_story

PREFIX = "wagtailsnippets_articles_article"


@pytest.fixture
def handed_in(reporter: Any, make_draft: Any, client: Any, editor: Any) -> Article:
    """A story that its reporter has handed in."""
    story = make_draft(owner=reporter)
    client.force_login(reporter)
    form = {"section": story.section, "bylines": [line.profile for line in story.bylines.all()]}
    answer = post_story(client, story, action="submit", body=[paragraph("<p>First text.</p>")], **form)
    assert answer.status_code == 302
    return fresh(story)


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def form_of(story: Article, text: str) -> dict[str, Any]:
    draft = story.get_latest_revision_as_object()
    return {
        "section": draft.section,
        "bylines": [line.profile for line in draft.bylines.all()],
        "body": [paragraph(f"<p>{text}</p>")],
    }


def decide(client: Any, story: Article, action: str, **data: str) -> Any:
    state = story.current_workflow_task_state
    url = reverse(f"{PREFIX}:workflow_action", args=[story.pk, action, state.pk])
    return client.post(url, data)


def shown_to_reviewer(client: Any, story: Article) -> str:
    url = reverse(
        f"{PREFIX}:workflow_preview", args=[story.pk, story.current_workflow_state.current_task_state.task_id]
    )
    return str(client.get(url).content.decode())


def test_a_story_handed_in_waits_for_the_editors_and_they_get_mail(handed_in: Article, editor: Any) -> None:
    assert handed_in.workflow_in_progress
    assert not handed_in.live
    assert [letter.to for letter in mail.outbox] == [[editor.email]]
    assert handed_in.headline in mail.outbox[0].subject + mail.outbox[0].body


def test_its_reporter_cannot_edit_it_while_it_waits(handed_in: Article, client: Any) -> None:
    post_story(client, handed_in, **form_of(handed_in, "Changed meanwhile."))
    assert "Changed meanwhile" not in str(fresh(handed_in).get_latest_revision_as_object().body)


def test_an_editor_sends_it_back_with_a_note_and_the_reporter_gets_mail(
    handed_in: Article, client: Any, editor: Any, reporter: Any
) -> None:
    mail.outbox.clear()
    client.force_login(editor)
    decide(client, handed_in, "reject", comment="Who says so?")
    assert not fresh(handed_in).live
    assert [letter.to for letter in mail.outbox] == [[reporter.email]]
    assert "Who says so?" in mail.outbox[0].body


def test_edited_and_handed_in_again_in_one_step_the_reviewer_sees_what_approval_publishes(
    handed_in: Article, client: Any, editor: Any, reporter: Any
) -> None:
    client.force_login(editor)
    decide(client, handed_in, "reject", comment="More, please.")
    client.force_login(reporter)
    post_story(client, fresh(handed_in), action="submit", **form_of(handed_in, "Second text."))
    client.force_login(editor)
    assert "Second text." in shown_to_reviewer(client, fresh(handed_in))
    decide(client, fresh(handed_in), "approve")
    story = fresh(handed_in)
    assert story.live
    assert "Second text." in story.render.html


def test_what_a_reviewer_changes_before_approving_is_what_the_next_reviewer_sees(
    handed_in: Article, client: Any, editor: Any
) -> None:
    client.force_login(editor)
    post_story(client, handed_in, **form_of(handed_in, "Edited by the desk."))
    assert "Edited by the desk." in shown_to_reviewer(client, fresh(handed_in))


def test_a_story_that_lacks_something_is_not_published_by_approval_and_says_why(
    handed_in: Article, client: Any, editor: Any
) -> None:
    handed_in.section.active = False
    handed_in.section.save()
    client.force_login(editor)
    answer = client.get(decide(client, handed_in, "approve").url, follow=True)
    assert not fresh(handed_in).live
    assert fresh(handed_in).workflow_in_progress
    assert "no longer used" in answer.content.decode()


def test_approved_for_later_it_goes_live_by_itself(handed_in: Article, client: Any, editor: Any) -> None:
    later = timezone.now() + timedelta(hours=2)
    client.force_login(editor)
    post_story(client, handed_in, go_live_at=later.strftime("%Y-%m-%d %H:%M"), **form_of(handed_in, "For tonight."))
    decide(client, fresh(handed_in), "approve")
    assert not fresh(handed_in).live
    assert fresh(handed_in).approved_schedule
    builders.let_its_time_come(handed_in)
    scheduled_publishing.run_due()
    assert fresh(handed_in).live
    assert "For tonight." in fresh(handed_in).render.html


def test_a_reporter_cannot_approve(handed_in: Article, client: Any, reporter: Any) -> None:
    client.force_login(reporter)
    decide(client, handed_in, "approve")
    assert not fresh(handed_in).live


def test_a_reporter_who_sends_the_publish_button_only_saves(client: Any, reporter: Any, make_draft: Any) -> None:
    story = make_draft(owner=reporter)
    client.force_login(reporter)
    post_story(client, story, publish=True, **form_of(story, "I publish myself."))
    assert not fresh(story).live


def test_publishing_a_story_in_review_ends_the_review_as_wagtail_would(
    handed_in: Article, client: Any, editor: Any
) -> None:
    told: list[Any] = []

    def note(sender: Any, instance: Any, user: Any, **_: Any) -> None:
        told.append((sender, instance.status, user))

    review = handed_in.current_workflow_state
    client.force_login(editor)
    for signal in (workflow_cancelled, task_cancelled):
        signal.connect(note)
    answer = post_story(client, handed_in, publish=True, **form_of(handed_in, "Published at once."))
    for signal in (workflow_cancelled, task_cancelled):
        signal.disconnect(note)
    assert answer.status_code == 302
    assert fresh(handed_in).live
    assert told == [(TaskState, "cancelled", editor), (WorkflowState, "cancelled", editor)]
    review.refresh_from_db()
    task = review.current_task_state
    assert (review.status, task.status, task.finished_by) == ("cancelled", "cancelled", editor)
    published, ended, edited = history.get_logs_for_instance(handed_in).select_related("revision")[:3]
    assert [entry.action for entry in (edited, ended, published)] == [
        "wagtail.edit", "wagtail.workflow.cancel", "wagtail.publish",
    ]  # fmt: skip
    assert {(entry.user, entry.revision) for entry in (edited, ended, published)} == {
        (editor, fresh(handed_in).live_revision)
    }
    assert ended.data["workflow"] == {
        "id": review.workflow_id,
        "title": review.workflow.name,
        "status": "cancelled",
        "task_state_id": task.pk,
        "task": {"id": task.task_id, "title": task.task.name},
    }


def test_what_happened_to_a_story_stands_once_in_wagtails_report(handed_in: Article, client: Any, editor: Any) -> None:
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_reports:site_history"))
    listed = [(entry.uuid, entry.action) for entry in answer.context["object_list"]]
    assert "wagtail.workflow.start" in {action for _, action in listed}
    assert len(listed) == len(set(listed))


def test_an_unknown_action_is_in_no_history(handed_in: Article) -> None:
    with pytest.raises(ValidationError):
        log(handed_in, "newsroom.no_such_thing")
