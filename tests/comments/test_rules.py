"""Each rule holds, refuses or passes the right texts; every rule has a name and is run."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments import reasons
from comments.models import Comment, Commenter, SiteCommentSettings
from comments.rules.builtin import RULES
from comments.services import commenters, moderation
from comments.services.word_lists import add_phrases
from readers.models import RateBucket
from tests.comments.writing import guards, make_reader, say

pytestmark = pytest.mark.usefixtures("open_house")


def codes(comment: Comment) -> set[str]:
    """Return the codes of the rules' findings."""
    return set(comment.current_revision.reasons.values_list("code", flat=True))


@pytest.fixture
def known(story: Any, ada: Any) -> Any:
    """Return a reader with one published comment, so that one link is allowed."""
    assert say(story, ada, "A first word that nobody minds.").status == "published"
    return ada


def test_every_rule_has_its_sentences() -> None:
    assert {rule.code for rule in RULES} <= set(reasons.REASONS)


def test_a_filled_trap_is_spam(story: Any, known: Any) -> None:
    assert say(story, known, guards=guards(trapped=True)).status == "spam"


def test_what_comes_without_a_form_of_ours_is_held(story: Any, known: Any) -> None:
    assert codes(say(story, known, guards=guards(token=None))) == {"form_token"}


def test_who_is_trusted_pays_no_proof(story: Any, known: Any) -> None:
    assert codes(say(story, known, "A second word on it.", guards=guards(proof=None))) == {"proof_of_work"}
    Commenter.objects.update(trust=2)
    assert say(story, known, "And a third on something else.", guards=guards(proof=None)).status == "published"


def test_a_proof_is_good_for_one_comment(story: Any, known: Any) -> None:
    sent = guards()
    say(story, known, "The first comment that it pays for.", guards=sent)
    again = say(story, known, "Another comment with the same.", guards=guards(proof=sent.proof))
    assert codes(again) == {"proof_of_work"}


@pytest.mark.parametrize("standing", ["banned", "suspended"])
def test_who_may_not_write_is_refused_and_told(story: Any, known: Any, moderator: Any, standing: str) -> None:
    author = commenters.commenter_of(known)
    if standing == "banned":
        commenters.ban(author, moderator)
    else:
        commenters.suspend(author, timezone.now() + timedelta(days=1), moderator)
    refused = say(story, known, "A word more than is allowed.")
    assert refused.status == "rejected"
    assert reasons.statement_of(refused).code == "standing"


def test_a_suspension_ends_by_itself(story: Any, known: Any, moderator: Any) -> None:
    commenters.suspend(commenters.commenter_of(known), timezone.now() + timedelta(days=1), moderator)
    Commenter.objects.update(status_until=timezone.now() - timedelta(seconds=1))
    assert say(story, known, "Back again after all that.").status == "published"


def test_what_is_too_long_is_refused(story: Any, known: Any) -> None:
    SiteCommentSettings.objects.update(max_length=100)
    assert codes(say(story, known, "ferry " * 30)) == {"length"}


def test_no_link_in_a_first_comment_and_one_later(story: Any, ada: Any) -> None:
    assert codes(say(story, ada, "See https://a.example for that.")) == {"links"}
    assert say(story, ada, "Without any link this time.").status == "published"
    assert say(story, ada, "With one to https://b.example here.").status == "published"
    assert codes(say(story, ada, "Both https://c.example and shop-now.example")) == {"links"}


def test_a_banned_phrase_refuses_and_a_suspect_one_holds(story: Any, known: Any) -> None:
    add_phrases("banned", ["heat cube"])
    add_phrases("suspect", ["scroungers"])
    assert say(story, known, "Buy the h e a t c u b e, or a Heat-Cube!").status == "rejected"
    held = say(story, known, "They are SCR0UNGERS, all of them.")
    assert (held.status, held.current_revision.reasons.get().detail) == ("held", {"phrases": ["scroungers"]})


def test_the_same_words_are_refused_however_they_are_dressed(story: Any, make_story: Any, known: Any) -> None:
    other = make_story("The ferry radar has failed again")
    say(story, known, "Save money with the famous cube today.")
    dressed = (
        "SAVE money, with the famous cube — today!",
        "Ｓave money with the fam\u200bous cube today",
        "S\u0430v\u0435 money with the famous cube today",
    )
    for copy in dressed:
        RateBucket.objects.all().delete()
        again = say(other, known, copy)
        assert (again.status, "duplicate" in codes(again)) == ("rejected", True)


def test_the_same_words_of_another_person_are_held(story: Any, known: Any, ben: Any) -> None:
    say(story, known, "Save money with the famous cube today.")
    assert codes(say(story, ben, "Save money with the famous cube today!")) == {"duplicate"}


def test_thanks_may_be_said_often(story: Any, known: Any, ben: Any) -> None:
    assert [say(story, reader, "Thank you!").status for reader in (known, known, ben)] == ["published"] * 3


def test_nearly_the_same_is_held(story: Any, known: Any) -> None:
    text = "The harbour office ought to publish the whole audit of the radar before the winter storms set in for good"
    say(story, known, text)
    assert codes(say(story, known, f"{text} really")) == {"near_duplicate"}


def test_who_was_often_refused_lately_is_held(story: Any, known: Any, moderator: Any) -> None:
    for number in range(2):
        refused = say(story, known, f"word{number} alpha{number} beta{number} said")
        moderation.reject(refused.pk, None, moderator, "abusive")
    assert codes(say(story, known, "And now for something friendly.")) == {"history"}


def test_an_address_to_throw_away_is_held_and_nobody_is_banned(story: Any) -> None:
    thrown = make_reader("Tor Einarsen", "tor@mail.throwaway.invalid")
    assert codes(say(story, thrown)) == {"domain"}
    assert commenters.commenter_of(thrown).status == "active"


def test_more_than_people_write_is_held_and_counted_for_each_person_alone(story: Any, known: Any, ben: Any) -> None:
    sent = [say(story, known, f"word{n} alpha{n} beta{n} gamma{n}") for n in range(4)]
    assert [comment.status for comment in sent] == ["published"] * 3 + ["held"]
    assert codes(sent[-1]) == {"rate"}
    assert say(story, ben, "Somebody else is not to blame for it.").status == "published"


def test_the_papers_own_people_are_not_read_first(story: Any, make_user: Any) -> None:
    SiteCommentSettings.objects.update(premod="all")
    reader = make_reader("Lena Brandt")
    reader.user = make_user("lena", "Moderator")
    reader.save()
    mine = say(story, reader, "The desk has asked, at https://a.example and https://b.example")
    assert (mine.status, mine.author.role) == ("published", "staff")
