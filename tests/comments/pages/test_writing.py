"""Sending a comment: accepted and refused input; nothing typed is ever lost."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from comments import offers
from comments.models import Comment, Commenter
from comments.offers import Offer
from comments.services import threads
from outbox.models import OutgoingMail
from readers.guards import form_token
from readers.models import Reader
from tests.comments.pages.forms import fields_of, send, write_address

pytestmark = pytest.mark.django_db
TEXT = "The ferry was late again, and nobody said why."


def test_a_post_without_any_token_changes_nothing_and_gives_the_form_back_filled_in(story):
    browser = Client(enforce_csrf_checks=True)
    typed = {"name": "Ruth A.", "email": "ruth@reader.example", "text": TEXT}
    answer = browser.post(write_address(story), typed)
    assert answer.status_code == 403
    assert not Comment.objects.exists()
    assert not Reader.objects.exists()
    given = fields_of(answer.content)
    assert typed.items() <= given.items()
    again = browser.post(write_address(story), given)
    assert again.status_code == 302
    assert Comment.objects.get().status == "unconfirmed"


@pytest.mark.parametrize("origin", ["null", "https://sub.testserver.example", "https://evil.example"])
def test_a_post_from_elsewhere_changes_nothing(story, origin):
    browser = Client(enforce_csrf_checks=True)
    given = fields_of(browser.get(write_address(story)).content) | {
        "name": "R",
        "email": "r@reader.example",
        "text": TEXT,
    }
    assert browser.post(write_address(story), given, headers={"Origin": origin}).status_code == 403
    assert not Comment.objects.exists()


def sign(issued_at, target):
    return form_token._signer("comment", target).sign(f"{int(issued_at.timestamp() * 1000)}.abc")


@pytest.mark.parametrize("kind", ["missing", "forged", "other story", "25 hours old", "1 second old", "other secret"])
def test_a_token_that_does_not_fit_changes_nothing_and_keeps_the_text(story, make_story, monkeypatch, kind):
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(seconds=3))
    now = timezone.now()
    good = sign(now - timedelta(minutes=1), story.pk)
    with override_settings(SECRET_KEY="another"):
        foreign = sign(now - timedelta(minutes=1), story.pk)
    token = {
        "missing": "",
        "forged": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "other story": sign(now - timedelta(minutes=1), make_story("Another story").pk),
        "25 hours old": sign(now - timedelta(hours=25), story.pk),
        "1 second old": sign(now - timedelta(seconds=1), story.pk),
        "other secret": foreign,
    }[kind]
    answer = send(Client(), story, TEXT, form_token=token)
    assert answer.status_code == 400
    assert fields_of(answer.content)["text"] == TEXT
    assert not Comment.objects.exists()
    assert send(Client(), story, TEXT, form_token=good).status_code == 302


def test_no_single_changed_letter_makes_another_valid_token(story):
    good = sign(timezone.now(), story.pk)
    for place in range(len(good)):
        bad = good[:place] + ("x" if good[place] != "x" else "y") + good[place + 1 :]
        with pytest.raises((form_token.FormTokenError, signing.BadSignature)):
            form_token.check(bad, "comment", story.pk)


@pytest.mark.parametrize("bytes_", [b"\xff\xfe ferry", b"ferry\x00ferry", b"\xc0\xafferry", b"\xed\xa0\x80 ferry"])
def test_bytes_that_are_no_text_break_nothing(story, make_reader, browser_of, bytes_):
    browser = browser_of(make_reader())
    given = fields_of(browser.get(write_address(story)).content)
    body = urlencode(given | {"text": bytes_}).encode()
    answer = browser.post(write_address(story), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 400}
    if answer.status_code == 302:
        page = browser.get(answer.url).content.decode("utf-8")
        assert "ferry" in page
        assert "\0" not in page


def test_a_form_sent_twice_is_one_comment_with_one_receipt(story, make_reader, browser_of):
    browser = browser_of(make_reader())
    given = fields_of(browser.get(write_address(story)).content) | {"text": TEXT}
    first, second = (browser.post(write_address(story), given) for _ in range(2))
    assert Comment.objects.count() == 1
    assert [browser.get(answer.url).status_code for answer in (first, second)] == [200, 200]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "required"),
        ({"name": "Moderator"}, "belongs to somebody at the paper"),
        ({"name": "Ruth \u202eA."}, "nobody can see"),
        ({"name": "ruth.example.com"}, "cannot hold a link"),
        ({"email": "ruth"}, "address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "address"),
        ({"text": " \u200b\n"}, "Write something first"),
        ({"text": "long " * 1001}, "at most 5000 characters"),
        ({"text": "x" * 66_000}, "too long"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_the_rest_is_kept(story, fields, sentence):
    answer = send(Client(), story, **{"text": TEXT, "replies": "on"} | fields)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Comment.objects.exists()
    kept = fields_of(answer.content)
    assert kept["text"].strip() == fields.get("text", TEXT).strip()
    assert 'name="replies"' in answer.content.decode().split("checked")[0].rsplit("<input", 1)[1]


def test_who_falls_into_the_trap_is_answered_as_everybody_and_mailed_nothing(story):
    person, machine = (
        send(Client(), story),
        send(Client(), story, email="bot@reader.example", website="http://spam.example"),
    )
    assert machine.status_code == person.status_code == 302
    assert "Look into your mail" in Client().get(machine.url).content.decode()
    assert [mail.to_email for mail in OutgoingMail.objects.all()] == ["ruth@reader.example"]


def test_a_closed_thread_says_why_and_gives_the_text_back(story, moderator):
    given = fields_of(Client().get(write_address(story)).content)
    threads.close_thread(threads.thread_of(story), moderator)
    answer = Client().post(write_address(story), given | {"name": "Ruth A.", "email": "r@reader.example", "text": TEXT})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "A moderator closed it." in page
    assert TEXT in page
    assert not Comment.objects.exists()
    assert "A moderator closed it." in Client().get(story.get_absolute_url()).content.decode()


def test_only_what_readers_see_on_this_story_can_be_answered(story, make_story, say):
    elsewhere = say(make_story("Another story"))
    held = say(story, status="held")
    for comment in (elsewhere, held):
        answer = send(Client(), story, TEXT, reply=str(comment.public_id))
        assert answer.status_code == 404
        assert fields_of(answer.content)["text"] == TEXT
    assert Client().get(write_address(story) + "?reply=nonsense").status_code == 404
    assert Comment.objects.count() == 2


def test_whoever_is_signed_in_is_asked_for_the_text_alone(story, make_reader, browser_of):
    oona = make_reader()
    browser = browser_of(oona)
    page = browser.get(write_address(story))
    assert {"name", "email"}.isdisjoint(fields_of(page.content))
    answer = send(browser, story, replies="on", email="victim@reader.example")
    comment = Comment.objects.get()
    assert (comment.author.reader, comment.status) == (oona, "held")
    assert comment.author.reply_notices == "instant"
    assert "Waiting for a moderator" in browser.get(answer.url).content.decode()
    assert not OutgoingMail.objects.exists()


def test_strangers_of_one_network_cost_only_so_many_mails(story):
    answers = [send(Client(), story, email=f"victim{n}@reader.example").status_code for n in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert OutgoingMail.objects.count() == 10


def test_one_address_gets_one_mail_a_day_however_it_is_spelt(story):
    for n, address in enumerate(["ruth.a@gmail.com", "rutha@gmail.com", "ruth.a+x@googlemail.com", "Ruth.A@gmail.com"]):
        send(Client(), story, f"{TEXT} That was remark {n} of a long row.", email=address)
    assert OutgoingMail.objects.count() == 1


@pytest.fixture
def offer(monkeypatch):
    """Replace the offer of new stories by mail with a test double."""
    taken = []
    instead = Offer("stories", "Mail me new stories", lambda reader, story: taken.append((reader.email, story)))
    monkeypatch.setattr(offers, "_offers", {"stories": instead})
    return taken


def test_the_tick_for_new_stories_is_there_when_somebody_can_mail_them_and_counts_once_confirmed(story, offer, client):
    assert "Mail me new stories" in client.get(write_address(story)).content.decode()
    send(client, story, offer_stories="on")
    assert offer == []
    link = OutgoingMail.objects.get().text.split("testserver")[1].split()[0]
    client.post(link)
    client.post(link)
    assert offer == [("ruth@reader.example", story)]


def test_without_anybody_to_mail_stories_there_is_no_tick(story, client, monkeypatch):
    monkeypatch.setattr(offers, "_offers", {})
    assert "Mail me new stories" not in client.get(write_address(story)).content.decode()


def test_the_fragment_gives_scripts_what_a_cached_page_cannot_hold(story, say, make_reader, browser_of):
    liked, oona = say(story), make_reader("Wim Castellane")
    held = say(story, by=oona, status="held")
    browser = browser_of(oona)
    browser.post(reverse("comments:like", args=[liked.public_id]))
    address = reverse("comments:fragment", args=[story.address])
    mine, others = browser.get(address), Client().get(address)
    assert mine["Cache-Control"] == others["Cache-Control"] == "private, no-store"
    assert held.current_revision.html in mine.json()["mine"]
    assert others.json()["mine"] == ""
    assert mine.json()["likes"] == others.json()["likes"] == {str(liked.public_id): 1}
    assert (mine.json()["liked"], others.json()["liked"]) == ([str(liked.public_id)], [])
    assert "Wim Castellane" in mine.json()["form"]
    assert held.current_revision.text not in json.dumps(others.json())


def test_an_author_who_is_banned_is_told_so_on_the_receipt_alone(story, make_reader, browser_of):
    oona = make_reader()
    browser = browser_of(oona)
    send(browser, story)
    Commenter.objects.update(status="banned")
    answer = send(browser, story, "Something else entirely, about the tide tables.")
    assert answer.status_code == 302
    assert "may not write comments here" in browser.get(answer.url).content.decode()
    assert Comment.objects.filter(status="rejected").count() == 1
