"""The mail of a story, decided beside its form."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.services import publishing
from outbox.models import OutgoingMail
from subscriptions.models import Delivery, Mailing, MailingChoice, Topic
from subscriptions.sending import freezing


def do(client: Any, story: Any, action: str, **fields: Any) -> Any:
    return client.post(f"/admin/subscriptions/story/{story.pk}/do/", {"action": action} | fields, follow=True)


def test_what_is_chosen_before_publication_happens_at_publication(editor_client: Any, make_draft: Any) -> None:
    story = make_draft()
    page = do(editor_client, story, "choose", choice="mail").content.decode()
    assert "It is mailed when it is first published." in page
    publishing.publish(story.latest_revision)
    mailing = Mailing.objects.get()
    assert mailing.state == "held"
    assert timedelta(minutes=4) < mailing.hold_until - timezone.now() <= timedelta(minutes=5)
    assert mailing.planned_by.username == "tomas"


def test_a_choice_that_is_none_and_one_after_publication_are_refused(
    editor_client: Any, make_draft: Any, make_story: Any
) -> None:
    do(editor_client, make_draft(), "choose", choice="everybody")
    do(editor_client, make_story("Another story"), "choose", choice="mail")
    assert not MailingChoice.objects.exists()
    assert not Mailing.objects.exists()


def test_the_number_is_exact_and_by_topic_and_counts_a_person_once(
    editor_client: Any,
    make_draft: Any,
    world: Any,
    subscribe: Any,
    everything: Any,
) -> None:
    section = Topic.objects.about(world)
    subscribe("jane@example.org", everything, section)
    subscribe("john@example.org", section)
    subscribe("daily@example.org", section, cadence="daily")
    story = make_draft()
    page = editor_client.get(f"/admin/subscriptions/story/{story.pk}/audience/").content.decode()
    assert "<b>2 people</b> would get it at once." in page
    assert "<span>World</span> <b>2</b>" in page
    assert "<span>All stories</span> <b>1</b>" in page


def test_a_live_story_that_was_never_mailed_is_mailed_once(
    editor_client: Any,
    make_story: Any,
    subscribe: Any,
) -> None:
    subscribe()
    story = make_story()
    assert "Mail it now" in editor_client.get(f"/admin/snippets/articles/article/edit/{story.pk}/").content.decode()
    do(editor_client, story, "mail", breaking="on")
    assert freezing.freeze(Mailing.objects.get())
    page = do(editor_client, story, "mail").content.decode()
    assert "No story is mailed twice." in page
    assert Delivery.objects.count() == 1


def test_the_hold_can_be_ended_and_the_mail_cancelled_and_planned_anew(editor_client: Any, make_story: Any) -> None:
    story = make_story()
    do(editor_client, story, "mail")
    do(editor_client, story, "at_once")
    assert Mailing.objects.get().hold_until <= timezone.now()
    do(editor_client, story, "cancel")
    assert Mailing.objects.get().state == "cancelled"
    assert not freezing.freeze(Mailing.objects.get())
    do(editor_client, story, "mail")
    assert Mailing.objects.get().state == "held"


def test_a_test_brings_the_draft_to_its_editor_and_to_nobody_else(
    editor_client: Any,
    make_draft: Any,
    subscribe: Any,
) -> None:
    subscribe()
    story = make_draft("The first headline")
    story.headline = "A <b>newer</b> headline"
    story.save_revision()
    do(editor_client, story, "test")
    mail = OutgoingMail.objects.get(kind="subscriptions.test")
    assert mail.to_email == "tomas@breakwater.example"
    assert mail.subject == "Test: A <b>newer</b> headline"
    assert "A &lt;b&gt;newer&lt;/b&gt; headline" in mail.html
    assert "slot" not in mail.text + mail.html
    assert not Mailing.objects.exists()


def test_a_correction_is_mailed_to_those_who_got_the_story(editor_client: Any, make_story: Any) -> None:
    story = make_story()
    publishing.correct(story, kind="correction", text="It was eight countries, not seven.")
    correction = story.corrections.get()
    do(editor_client, story, "correct", correction=correction.pk)
    assert Mailing.objects.get(kind="correction").correction == correction


@pytest.mark.parametrize("action", ["at_once", "cancel"])
def test_what_never_was_cannot_be_cancelled(action: str, editor_client: Any, make_story: Any) -> None:
    assert do(editor_client, make_story(), action).status_code == 404
