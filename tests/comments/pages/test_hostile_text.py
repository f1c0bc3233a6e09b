"""Hostile text where programs read it: mail, feeds, structured data, titles, fragments for scripts."""

import json
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Commenter
from comments.services import notices
from outbox.models import OutgoingMail
from readers.models import Reader

pytestmark = pytest.mark.django_db

NAME = "<b onmouseover=hostile()>Ruth\r\nBcc: evil@evil.example"
EVIL = [
    "<script>hostile()</script>",
    "\"'><img src=x onerror=hostile()>",
    "]]></content><script>hostile()</script>",
    "{{ 7|add:7 }} {% debug %} %recipient.email% ${7*7} *|EMAIL|*",
    "javascript:hostile() //evil.example \u2028data:text/html,<script>hostile()</script>",
    "&lt;img src=x onerror=hostile()&gt;",
]
LITERALLY = ["{{ 7|add:7 }}", "{% debug %}", "%recipient.email%", "${7*7}", "*|EMAIL|*", "<script>hostile()</script>"]


@pytest.fixture
def talk(story, say, make_reader):
    """Create a hostile comment, a hostile reply, and the mail about it."""
    root = say(story, "\n\n".join(EVIL), by=make_reader("Oona Hartikainen"))
    notices.choose(root.author, "instant")
    answer = say(story, "\n\n".join(EVIL) + " again", by=make_reader("Ruth A."), to=root)
    # Past the forms, which refuse such a name: an import, say.
    Commenter.objects.filter(pk=answer.author_id).update(display_name=NAME)
    Reader.objects.filter(commenter=answer.author_id).update(name=NAME[:60])
    assert notices.send_instant() == 1
    return root, answer


def alive(html):
    """Return the elements in `html` that would run or load something."""
    soup = BeautifulSoup(html, "html5lib")
    return (
        soup.select("script:not([src]):not([type='application/ld+json']), iframe, object, embed, base")
        + [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        + [tag for tag in soup.select("[href], [src]") if "hostile" in (tag.get("href") or tag.get("src"))]
        + soup.select("img[src=x]")
    )


def test_mail_says_it_and_runs_nothing(talk):
    mail = OutgoingMail.objects.get(kind="comments.reply")
    assert alive(mail.html) == []
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert set(mail.headers) == {"List-Unsubscribe", "List-Unsubscribe-Post"}
    shown = BeautifulSoup(mail.html, "html5lib").get_text()
    for literal in LITERALLY:
        assert literal in mail.text
        assert literal in shown


def test_feeds_hold_it_as_text(talk, story):
    atom = {"a": "http://www.w3.org/2005/Atom"}
    for address in ("/comments/feed/", reverse("comments:story_feed", args=[story.address])):
        feed = ElementTree.fromstring(Client().get(address).content)  # noqa: S314 - ours
        for entry in feed.iterfind("a:entry", atom):
            html = entry.find("a:summary", atom).text
            assert alive(html) == []
            assert LITERALLY[0] in BeautifulSoup(html, "html5lib").get_text()


def test_structured_data_stays_data(talk, story):
    page = BeautifulSoup(Client().get(story.get_absolute_url()).content, "html5lib")
    assert alive(str(page)) == []
    said = [json.loads(script.string) for script in page.select("script[type='application/ld+json']")]
    assert LITERALLY[-1] in json.dumps(said, ensure_ascii=False)
    assert "hostile" not in page.title.string


def test_the_piece_for_scripts_and_the_reply_form_quote_it_as_text(talk, story, browser_of):
    root, answer = talk
    Comment.objects.filter(pk=root.pk).update(status="held", published_revision=None, waiting_since=root.created_at)
    piece = browser_of(root.author.reader).get(reverse("comments:fragment", args=[story.address])).json()
    assert alive(piece["mine"] + piece["form"]) == []
    assert LITERALLY[0] in BeautifulSoup(piece["mine"], "html5lib").get_text()
    form = Client().get(reverse("comments:write", args=[story.address]), {"reply": answer.public_id})
    assert alive(form.content) == []
    assert NAME.split("\r")[0] in BeautifulSoup(form.content, "html5lib").get_text()
