"""Mail about replies: on request, sent once, unsubscribed with one click (RFC 8058)."""

import pytest
from django.test import Client

from comments.models import Commenter
from comments.services import notices
from outbox.models import OutgoingMail
from readers import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(story, say, make_reader, browser_of):
    """Return the unsubscribe link in Oona's mail about Wim's reply."""
    oona = make_reader()
    comment = say(story, by=oona)
    browser_of(oona).post("/comments/notices/", {"replies": "instant"})
    reply = say(story, to=comment, by=make_reader("Wim Castellane"))
    assert notices.send_instant() == 1
    mail = OutgoingMail.objects.get()
    assert f"http://testserver{reply.get_absolute_url()}" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return mail.headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def wanted():
    return Commenter.objects.get(display_name="Oona Hartikainen").reply_notices


def test_one_post_without_cookies_leaves_however_often_and_looking_does_not(link):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(link)
    assert "o…@reader.example" in page.content.decode()
    strict.head(link)
    assert wanted() == "instant"
    for _ in range(2):
        assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wanted() == "off"


def test_a_token_for_something_else_leaves_nothing(link):
    oona = Commenter.objects.get(display_name="Oona Hartikainen").reader
    for token in (
        tokens.make(tokens.UNSUBSCRIBE, oona.public_id, what="stories"),
        tokens.make(tokens.MANAGE, oona.public_id, what="replies"),
    ):
        assert Client().post(f"/comments/leave/{token}/").status_code == 410
    assert wanted() == "instant"


def test_the_choice_is_on_one_s_own_page(make_reader, story, say, browser_of):
    oona = make_reader()
    say(story, by=oona)
    browser = browser_of(oona)
    page = browser.get("/me/").content.decode()
    assert "Your comments" in page
    assert 'value="off" checked' in page
    browser.post("/comments/notices/", {"replies": "daily"})
    browser.post("/comments/notices/", {"replies": "hourly"})
    assert wanted() == "daily"
    assert Client().post("/comments/notices/", {"replies": "off"}).url.startswith("/me/sign-in/")
    assert wanted() == "daily"
