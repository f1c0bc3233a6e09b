"""Receipts: confirming, waiting, refusals with reasons, editing, deleting, one appeal."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import receipts
from comments.models import Appeal, Comment
from comments.services import moderation
from outbox.models import OutgoingMail
from readers import identity
from readers.models import Reader
from tests.comments.pages.forms import send

pytestmark = pytest.mark.django_db


def mailed_link():
    return OutgoingMail.objects.latest("created_at").text.split("http://testserver")[1].split()[0]


def text_of(browser, address):
    return browser.get(address).content.decode()


def test_looking_at_the_mailed_link_changes_nothing_and_pressing_its_button_sends_the_comment_on(story, client):
    send(client, story)
    link = mailed_link()
    for method in ("get", "head", "options", "get", "get"):
        getattr(Client(), method)(link)
    assert Comment.objects.get().status == "unconfirmed"
    answer = client.post(link)
    assert Comment.objects.get().status == "held"
    assert Reader.objects.get().is_verified
    assert client.cookies[identity.COOKIE].value
    assert "Waiting for a moderator" in text_of(client, answer.url)


def test_the_link_signs_in_once(story, client):
    send(client, story)
    link = mailed_link()
    Client().post(link)
    other = Client()
    assert other.post(link).status_code == 302
    assert identity.COOKIE not in other.cookies


@pytest.mark.parametrize("spoil", ["bit", "purpose", "erased", "cut", "long"])
def test_a_link_that_does_not_work_says_so_and_nothing_else(story, client, spoil):
    answer = send(client, story)
    link = mailed_link()
    token = link.rstrip("/").rpartition("/")[2]
    if spoil == "erased":
        Comment.objects.get().author.__class__.objects.update(reader=None, display_name="", erased_at=timezone.now())
    spoilt = {
        "bit": token[:20] + ("A" if token[20] != "A" else "B") + token[21:],
        "purpose": answer.url.rstrip("/").rpartition("/")[2],
        "erased": token,
        "cut": token[:-3],
        "long": token * 30,
    }[spoil]
    address = reverse("comments:confirm", args=[spoilt])
    pages = [Client().get(address), Client().post(address)]
    assert [page.status_code for page in pages] == [410, 410]
    assert "This link no longer works" in pages[0].content.decode()
    assert Comment.objects.get().status == "unconfirmed"


def test_who_used_another_s_address_may_only_look_once_its_owner_has_confirmed(story, client):
    attacker = Client()
    receipt = send(attacker, story).url
    assert "Look into your mail" in text_of(attacker, receipt)
    client.post(mailed_link())
    assert attacker.post(receipt + "edit/", {"text": "Something vile."}).status_code == 403
    assert attacker.post(receipt + "delete/").status_code == 403
    assert Comment.objects.get().status == "held"
    assert "vile" not in Comment.objects.get().current_revision.text


@pytest.fixture
def mine(story, say, make_reader):
    """Return a reader, a held comment of theirs, and its receipt."""
    comment = say(story, by=make_reader(), status="held")
    return comment, receipts.address_of(comment, proven=True)


def test_held_text_is_shown_by_receipt_and_to_its_author_and_to_nobody_else(mine, story, browser_of, make_reader):
    comment, receipt = mine
    words = comment.current_revision.text
    author = comment.author.reader
    assert words in text_of(Client(), receipt)
    assert words in text_of(browser_of(author), "/me/")
    fragment = reverse("comments:fragment", args=[story.address])
    assert words in browser_of(author).get(fragment).json()["mine"]
    identity.sign_out_everywhere(author)
    forged = Client()
    forged.cookies[identity.COOKIE] = "forged"
    for browser in (Client(), forged, browser_of(make_reader("Wim Castellane"))):
        assert browser.get(fragment).json()["mine"] == ""
        assert words not in text_of(browser, story.get_absolute_url())
        assert browser.get(f"/comments/{comment.public_id}/").status_code == 404
        assert browser.get(f"/comments/{comment.public_id}/like/").status_code == 404


def test_the_author_edits_within_ten_minutes_and_not_after(mine, client):
    _comment, receipt = mine
    assert "until" in text_of(client, receipt)
    assert client.post(receipt + "edit/", {"text": "A better sentence about the harbour."}).status_code == 302
    assert "A better sentence" in text_of(client, receipt)
    Comment.objects.update(created_at=timezone.now() - timezone.timedelta(minutes=11))
    answer = client.post(receipt + "edit/", {"text": "Too late for this."})
    assert answer.status_code == 409
    assert "Too late for this." in answer.content.decode()
    assert "ten minutes" in answer.content.decode()
    assert client.get(receipt + "edit/").status_code == 409
    assert Comment.objects.get().current_revision.text.startswith("A better sentence")


def test_a_refused_author_reads_the_rule_in_plain_words_and_appeals_once(mine, client, moderator):
    comment, receipt = mine
    moderation.reject(comment.pk, None, moderator, "private")
    page = text_of(client, receipt)
    assert "It gives away something private about a person." in page
    assert "decided by a moderator" in page
    assert client.post(receipt + "appeal/", {"text": ""}).status_code == 400
    assert client.post(receipt + "appeal/", {"text": "The name is on the ship."}).status_code == 302
    assert client.post(receipt + "appeal/", {"text": "And again."}).status_code == 409
    assert Appeal.objects.get().text == "The name is on the ship."
    assert "A moderator looks at it again" in text_of(client, receipt)


def test_the_author_deletes_it_and_the_answers_stay(story, say, make_reader, client):
    oona = make_reader()
    comment = say(story, by=oona)
    answer = say(story, to=comment, by=make_reader("Wim Castellane"))
    receipt = receipts.address_of(comment, proven=True)
    assert client.get(receipt + "delete/").status_code == 405
    client.post(receipt + "delete/")
    page = text_of(client, story.get_absolute_url())
    assert "Deleted by its author" in page
    assert answer.published_revision.html in page
    assert comment.published_revision.html not in page
    assert comment.current_revision.html not in text_of(client, receipt)


def test_a_signed_in_reader_sends_on_what_waits_for_the_address_from_their_page(story, make_reader, browser_of):
    oona = make_reader()
    send(Client(), story, name="Oona", email=oona.email)
    browser = browser_of(oona)
    assert "It is mine: send it on" in text_of(browser, "/me/")
    comment = Comment.objects.get()
    early = receipts.address_of(comment, proven=False)
    assert Client().post(early + "confirm/").status_code == 403
    browser.post(early + "confirm/")
    assert Comment.objects.get().status == "held"
