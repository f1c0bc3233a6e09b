"""What happens to a story after publication: it is withdrawn, corrected, added to."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article, Correction, Withdrawal
from articles.services import publishing


def test_a_withdrawn_story_comes_back_only_when_reinstated(client, make_story, board):
    story = make_story()
    publishing.withdraw(story, reason="A court order.", user=board)
    with pytest.raises(publishing.PublishingRefusedError, match="withdrawn for legal reasons"):
        publishing.publish(story.latest_revision)
    publishing.reinstate(story, user=board)
    assert client.get(story.get_absolute_url()).status_code == 404
    publishing.publish(story.latest_revision)
    assert client.get(story.get_absolute_url()).status_code == 200
    assert not Withdrawal.objects.exists()


def test_a_withdrawal_without_a_reason_is_refused(make_story):
    story = make_story()
    with pytest.raises(ValidationError, match="Say why"):
        publishing.withdraw(story, reason="  ")
    assert Article.objects.published().contains(story)


def test_a_withdrawal_cancels_the_schedule(make_draft):
    draft = make_draft(go_live_at=timezone.now() + timedelta(hours=1))
    publishing.publish(draft.latest_revision)
    publishing.withdraw(draft, reason="A court order.")
    publishing.reinstate(draft)
    assert not draft.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_only_a_live_story_is_corrected(make_draft):
    draft = make_draft()
    for change in (
        lambda: publishing.correct(draft, kind="typo", text="A comma."),
        lambda: publishing.note_update(draft, text="Adds a comma."),
    ):
        with pytest.raises(publishing.PublishingRefusedError, match="Only a published story"):
            change()
    assert not Correction.objects.exists()


def test_a_correction_outlives_a_return_to_the_first_version(client, make_story):
    story = make_story()
    first = story.latest_revision
    story.headline = "Six countries share winter gas"
    publishing.publish(story.save_revision())
    publishing.correct(story, kind="correction", text="It is six countries.")
    publishing.note_update(story, text="Adds the ministry’s answer.")
    publishing.publish(first)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Seven countries share winter gas" in page
    assert "It is six countries." in page
    assert "Adds the ministry’s answer." in page
