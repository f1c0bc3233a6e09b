"""Likes count once, reports reach the moderators once, and GET requests change nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Flag, Reaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(story, say):
    return say(story)


def like(comment, browser, **data):
    return browser.post(reverse("comments:like", args=[comment.public_id]), data)


def test_a_visitor_likes_once_and_may_take_it_back(comment):
    browsers = [Client(headers={"User-Agent": name}) for name in ("One", "Two")]
    for browser in browsers * 3:
        assert like(comment, browser).url == comment.get_absolute_url()
    assert Comment.objects.get().like_count == Reaction.objects.count() == 2
    page = browsers[0].get(reverse("comments:like", args=[comment.public_id])).content.decode()
    assert "You like this comment" in page
    like(comment, browsers[0], like="0")
    assert Comment.objects.get().like_count == 1


def test_scripts_are_told_the_number(comment, browser_of, make_reader):
    answer = Client().post(reverse("comments:like", args=[comment.public_id]), headers={"Accept": "application/json"})
    assert answer.json() == {"likes": 1, "liked": True, "trouble": ""}
    own = browser_of(comment.author.reader).post(
        reverse("comments:like", args=[comment.public_id]), headers={"Accept": "application/json"}
    )
    assert own.status_code == 409
    assert own.json()["trouble"] == "You cannot like what you wrote."


def test_looking_likes_and_reports_nothing(comment):
    for name in ("like", "report"):
        address = reverse(f"comments:{name}", args=[comment.public_id])
        for method in ("get", "head", "get"):
            assert getattr(Client(), method)(address).status_code == 200
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post(address, {"reason": "abuse", "text": "He means me."})
        assert answer.status_code == 403
        assert "csrfmiddlewaretoken" in answer.content.decode()
    assert not Reaction.objects.exists()
    assert not Flag.objects.exists()


def test_a_report_reaches_the_moderators_with_its_reason_once(comment):
    address = reverse("comments:report", args=[comment.public_id])
    assert Client().post(address, {"text": "No reason"}).status_code == 400
    for text in ("That is my street.", "Again."):
        assert "Thank you" in Client().post(address, {"reason": "private", "text": text}).content.decode()
    flag = Flag.objects.get()
    assert (flag.reason, flag.text) == ("private", "That is my street.")
    Client().post(address, {"reason": "spam", "website": "http://spam.example"}, headers={"User-Agent": "Machine"})
    assert Flag.objects.count() == 1


def test_reports_from_one_network_have_an_end(comment):
    address = reverse("comments:report", args=[comment.public_id])
    spoofed = [
        Client().post(address, {"reason": "spam"}, headers={"User-Agent": f"{n}", "X-Forwarded-For": f"198.51.{n}.7"})
        for n in range(31)
    ]
    assert [answer.status_code for answer in spoofed].count(429) == 1


@pytest.mark.parametrize("status", ["held", "rejected", "spam"])
def test_what_readers_do_not_see_cannot_be_liked_or_reported(story, say, status):
    hidden = say(story, status=status)
    for name in ("like", "report"):
        address = reverse(f"comments:{name}", args=[hidden.public_id])
        assert Client().get(address).status_code == Client().post(address, {"reason": "spam"}).status_code == 404
