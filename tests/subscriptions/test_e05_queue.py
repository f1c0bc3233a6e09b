"""E5 and E7: neither lost jobs nor repeated clicks matter."""

from typing import Any

import pytest
from django.db import connection

from articles.models import Article
from articles.services import publishing
from subscriptions.models import Mailing, MailingChoice, PublicationEvent
from subscriptions.sending import freezing, upkeep
from subscriptions.sending.sender import MailingSender
from subscriptions.services import mailing_control, planning
from tests.subscriptions.subscribers import make_subscribers

pytestmark = pytest.mark.django_db


def test_a_mailing_ends_though_every_job_of_the_queue_is_lost(everything: Any, make_draft: Any, maildir: Any) -> None:
    """E5."""
    make_subscribers(5, everything)
    story = make_draft()
    planning.choose(story, "mail", breaking=True)
    publishing.publish(story.latest_revision)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    upkeep.tick()
    MailingSender(maildir).send_some()
    upkeep.tick()
    mailing = Mailing.objects.get()
    mailing.counted_at = None
    mailing.save()
    upkeep.tick()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent_n) == ("done", 5)


@pytest.mark.parametrize(("choice", "state"), [("mail", "held"), ("later", "held"), ("not", None), (None, None)])
def test_publishing_plans_what_the_editor_chose_and_nothing_without_a_choice(
    choice: str | None, state: str | None, make_draft: Any
) -> None:
    story = make_draft()
    if choice:
        planning.choose(story, choice)
    publishing.publish(story.latest_revision)
    mailing = Mailing.objects.first()
    assert (mailing and mailing.state) == state
    if mailing:
        assert (mailing.hold_until is not None) == (choice == "mail")
    assert PublicationEvent.objects.get().article_id == story.pk


def test_an_edit_a_return_and_a_second_click_mail_nobody_again(
    everything: Any, make_draft: Any, send_all: Any, maildir: Any
) -> None:
    """E7."""
    make_subscribers(3, everything)
    story = make_draft()
    planning.choose(story, "mail", breaking=True)
    publishing.publish(story.latest_revision)
    freezing.freeze_due()
    mailing = send_all(Mailing.objects.get())
    story = Article.objects.get()
    story.slug = "another-address"
    publishing.publish(story.save_revision())
    publishing.unpublish(Article.objects.get())
    publishing.publish(Article.objects.get().save_revision())
    again = planning.plan_mailing(Article.objects.get())
    assert not freezing.freeze(again)
    assert (again.pk, again.state, Mailing.objects.count(), PublicationEvent.objects.count()) == (
        mailing.pk, "done", 1, 1,
    )  # fmt: skip
    assert len(list((maildir.folder / "new").iterdir())) == 3


def test_what_is_edited_while_the_mail_is_held_is_in_the_mail(subscribe: Any, make_story: Any, send_all: Any) -> None:
    subscribe()
    story = make_story("Seven countires share gas")
    mailing = planning.plan_mailing(story)
    story.headline = "Seven countries share gas"
    publishing.publish(story.save_revision())
    freezing.freeze(mailing)
    mailing.refresh_from_db()
    assert mailing.subject == "Seven countries share gas"


def test_a_story_that_is_taken_down_while_its_mail_is_held_is_not_mailed_but_may_be_later(
    subscribe: Any, make_story: Any
) -> None:
    subscribe()
    story = make_story()
    mailing = planning.plan_mailing(story)
    publishing.unpublish(story)
    mailing.refresh_from_db()
    assert mailing.state == "cancelled"
    publishing.publish(Article.objects.get().save_revision())
    assert planning.plan_mailing(Article.objects.get(), breaking=True).state == "held"
    assert freezing.freeze_due() == 1


def test_what_is_long_overdue_waits_for_somebody_s_word(subscribe: Any, make_story: Any, send_all: Any) -> None:
    """As after a backup was put in place."""
    from datetime import timedelta

    subscribe()
    mailing = planning.plan_mailing(make_story(), hold=-timedelta(days=3))
    assert freezing.freeze_due() == 0
    mailing.refresh_from_db()
    assert (mailing.state, mailing.pause_reason) == ("paused", "stale")
    assert mailing_control.resume(mailing)
    assert freezing.freeze_due() == 1


def test_two_stories_published_at_once_are_numbered_in_the_order_of_their_commits(make_draft: Any) -> None:
    stories = [make_draft(headline) for headline in ("One", "Two", "Three")]
    for story in stories:
        publishing.publish(story.latest_revision)
    numbers = PublicationEvent.objects.order_by("seq").values_list("seq", "article")
    assert list(numbers) == [(number, story.pk) for number, story in enumerate(stories, 1)]


def test_the_editor_sees_how_many_people_a_story_reaches_by_topic(
    subscribe: Any, everything: Any, world: Any, make_draft: Any
) -> None:
    from subscriptions.models import Topic

    subscribe("jane@example.org", everything, Topic.objects.about(world))
    subscribe("joe@example.org")
    people, by_topic = planning.audience(make_draft())
    assert people == 2
    assert [(str(topic), number) for topic, number in by_topic] == [("All stories", 2), ("World", 1)]
    assert MailingChoice.objects.count() == 0
