"""Moderation: single and bulk decisions, undo, reports, likes, appeals, closed threads."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Paper
from articles.services import publishing
from comments import reasons
from comments.errors import NotPossibleError, NotYoursError
from comments.models import Comment, Commenter, CommentThread, ModerationDecision, SiteCommentSettings
from comments.models.querysets import ThreadPosition
from comments.moderation_queues import QUEUES
from comments.services import appeals, bulk, commenters, moderation, responses, threads, undo
from comments.services.counts import Drift, recount
from readers.models import RateBucket
from tests.comments.writing import make_reader, say


def state(comment: Comment) -> Any:
    """Return the comment's status as it is now."""
    return Comment.objects.get(pk=comment.pk).status


def many(story: Any, number: int, per_reader: int = 3) -> list[int]:
    """Send `number` comments by several readers, and return their primary keys."""
    for n in range(number):
        RateBucket.objects.all().delete()
        say(story, make_reader(f"Reader {chr(97 + n // per_reader)}"), f"word{n} alpha{n} beta{n} gamma{n}")
    return list(Comment.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("do", ["approve", "reject", "mark_spam"])
def test_every_decision_can_be_taken_back(story: Any, ada: Any, moderator: Any, do: str) -> None:
    held = say(story, ada)
    getattr(moderation, do)(held.pk, held.version, moderator)
    assert state(held) != "held"
    undo.undo_decision(held.decisions.order_by("-pk")[0].pk, moderator)
    assert state(held) == "held"
    assert Comment.objects.get(pk=held.pk).waiting_since == held.created_at
    assert recount() == Drift()


def test_what_was_decided_since_cannot_be_undone(story: Any, ada: Any, moderator: Any) -> None:
    held = say(story, ada)
    moderation.approve(held.pk, None, moderator)
    first = held.decisions.get(action="approve")
    moderation.reject(held.pk, None, moderator, "abusive")
    with pytest.raises(NotPossibleError):
        undo.undo_decision(first.pk, moderator)
    with pytest.raises(NotPossibleError):
        undo.undo_decision(held.decisions.get(action="submit").pk, moderator)


def test_refusing_a_held_edit_leaves_the_older_text(story: Any, ada: Any, moderator: Any, open_house: None) -> None:
    from comments.services import submission

    comment = say(story, ada)
    submission.edit(comment.pk, comment.author, "See https://a.example and https://b.example now")
    moderation.reject(comment.pk, None, moderator, "spam")
    comment.refresh_from_db()
    assert (comment.status, comment.current_revision_id == comment.published_revision_id) == ("published", True)
    assert comment.waiting_since is None


def test_many_are_decided_in_few_queries_and_taken_back(
    story: Any, moderator: Any, django_assert_max_num_queries: Any
) -> None:
    ids = many(story, 12)
    with django_assert_max_num_queries(20):
        decisions = bulk.moderate(ids, "published", moderator)
    assert CommentThread.objects.get().published_count == len(decisions) == 12
    moderation.reject(ids[0], None, moderator)
    assert undo.undo_decisions([decision.pk for decision in decisions], moderator) == 11
    assert QUEUES["held"].count() == 11
    assert recount() == Drift()


def test_everything_by_one_person_is_counted_first_and_then_refused(story: Any, moderator: Any, ben: Any) -> None:
    many(story, 6)
    other = say(story, ben, "What somebody else has written stays.")
    author = Commenter.objects.get(display_name="Reader a")
    preview = bulk.preview_refusing_all(author)
    assert (preview.total, preview.held, preview.threads) == (3, 3, 1)
    assert len(bulk.refuse_all_by(author, moderator, "spam")) == 3
    assert set(Comment.objects.filter(author=author).values_list("status", flat=True)) == {"rejected"}
    assert state(other) == "held"


def test_a_ban_is_logged_and_can_be_taken_back_and_staff_cannot_be_banned(ada: Any, moderator: Any) -> None:
    author = commenters.commenter_of(ada)
    commenters.ban(author, moderator, "Threats.")
    decision = ModerationDecision.objects.get(commenter=author)
    assert undo.undo_decision(decision.pk, moderator).status == "active"
    Commenter.objects.update(role="staff")
    with pytest.raises(NotPossibleError):
        commenters.ban(author, moderator)


def test_reports_bring_a_comment_to_the_queue_and_keeping_it_settles_them(
    story: Any, ada: Any, moderator: Any, open_house: None
) -> None:
    comment = say(story, ada)
    for number in (1, 1, 1, 2):
        responses.flag(comment.pk, f"v:{number}", "abuse")
    assert QUEUES["reported"].count() == 0
    responses.flag(comment.pk, "v:3", "spam")
    assert list(Comment.objects.reported()) == [comment]
    moderation.approve(comment.pk, None, moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.score_flags, comment.reported_at) == ("published", 0, None)
    assert set(comment.flags.values_list("state", flat=True)) == {"dismissed"}
    for number in (1, 2, 3):  # those who reported it before have been heard
        responses.flag(comment.pk, f"v:{number}", "abuse")
    assert QUEUES["reported"].count() == 0


def test_fifty_accounts_that_nobody_trusts_hide_nothing(story: Any, ada: Any, ben: Any, open_house: None) -> None:
    SiteCommentSettings.objects.update(reports_hold=True)
    comment = say(story, ada)
    for number in range(50):
        responses.flag(comment.pk, f"v:{number}", "abuse")
    assert state(comment) == "published"
    trusted = commenters.commenter_of(ben)
    trusted.trust = 3
    responses.flag(comment.pk, "c:1", "abuse", reporter=trusted)
    assert state(comment) == "held"


def test_reports_never_hide_what_the_paper_wrote(story: Any, ada: Any, ben: Any, open_house: None) -> None:
    SiteCommentSettings.objects.update(reports_hold=True)
    comment, trusted = say(story, ada), commenters.commenter_of(ben)
    Commenter.objects.filter(pk=comment.author_id).update(role="staff")
    trusted.trust = 4
    responses.flag(comment.pk, "c:1", "abuse", reporter=trusted)
    assert state(comment) == "published"


def test_a_like_counts_once_and_not_for_oneself(story: Any, ada: Any, open_house: None) -> None:
    comment = say(story, ada)
    assert [responses.react(comment.pk, key) for key in ("a", "a", "b")] == [1, 1, 2]
    assert responses.react(comment.pk, "a", on=False) == responses.react(comment.pk, "a", on=False) == 1
    with pytest.raises(NotPossibleError):
        responses.react(comment.pk, "c", author=comment.author)


def test_a_refusal_says_why_and_is_appealed_once(story: Any, ada: Any, ben: Any, moderator: Any) -> None:
    comment = say(story, ada)
    moderation.reject(comment.pk, None, moderator, "abusive", note="Third time.")
    statement = reasons.statement_of(Comment.objects.get(pk=comment.pk))
    assert (statement.code, statement.automated, statement.may_appeal) == ("abusive", False, True)
    with pytest.raises(NotYoursError):
        appeals.appeal(comment.pk, commenters.commenter_of(ben), "It was mine.")
    appeals.appeal(comment.pk, comment.author, "It was meant in jest.")
    with pytest.raises(NotPossibleError):
        appeals.appeal(comment.pk, comment.author, "Once more, then.")
    assert list(Comment.objects.appealed()) == [comment]
    moderation.restore(comment.pk, None, moderator)
    assert Comment.objects.get(pk=comment.pk).appeal.state == "granted"


def test_threads_close_by_age_unless_a_moderator_decided(make_story: Any, moderator: Any) -> None:
    long_ago = timezone.now() - timedelta(days=15)
    old, kept = make_story(at=long_ago), make_story("The ferry radar has failed again", at=long_ago)
    threads.open_thread(threads.thread_of(kept), moderator)
    assert (threads.close_due(), threads.close_due()) == (1, 0)
    closed = threads.thread_of(old)
    assert (closed.state, closed.why_closed, threads.thread_of(kept).state) == ("closed", "age", "open")
    decision = ModerationDecision.objects.get(thread=closed, action="close")
    assert undo.undo_decision(decision.pk, moderator).state == "open"


def test_another_number_of_days_moves_what_is_still_open(story: Any) -> None:
    Paper.objects.update(close_comments_after_days=3)
    threads.follow_settings()
    thread = threads.thread_of(story)
    assert thread.close_at == Article.objects.get(pk=story.pk).first_published_at + timedelta(days=3)


def test_a_story_taken_off_hides_its_thread_and_shows_it_again_as_it_was(
    story: Any, ada: Any, moderator: Any, open_house: None
) -> None:
    comment = say(story, ada)
    threads.close_thread(threads.thread_of(story), moderator)
    publishing.unpublish(story)
    assert not Comment.objects.visible().exists()
    assert not Comment.objects.get(pk=comment.pk).is_public
    publishing.publish(story.latest_revision)
    assert list(Comment.objects.visible()) == [comment]
    assert threads.thread_of(story).state == "closed"


def test_pages_of_a_thread_and_of_a_queue_follow_one_another(story: Any, moderator: Any) -> None:
    ids = many(story, 7)
    queue, seen, cursor = QUEUES["held"], [], None
    while True:
        page, cursor = queue.page(cursor, size=3)
        seen += [comment.pk for comment in page]
        if cursor is None:
            break
    assert seen == ids
    bulk.moderate(ids, "published", moderator)
    for sort in ("newest", "oldest", "liked"):
        first = list(Comment.objects.on_page(story.comment_thread, sort)[:4])
        after = ThreadPosition.parse(str(ThreadPosition(first[-1].sort_seq, first[-1].like_count)))
        rest = list(Comment.objects.on_page(story.comment_thread, sort, after))
        assert sorted(comment.pk for comment in first + rest) == ids
    assert ThreadPosition.parse("nonsense") is None
