"""From the form at the foot of a page to a story in a mailbox, and out again: a real browser, a real mail server."""

import re
from datetime import timedelta
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from articles.services import publishing
from outbox import sending
from outbox.transports import from_url
from readers.guards import form_token
from subscriptions.models import Delivery, Mailing
from subscriptions.sending import freezing
from subscriptions.sending import sender as mailings
from tests.jobs import run_jobs
from tests.subscriptions.reading import mail_server, part

JANE = "jane@reader.test"


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch):
    """Take forms as soon as they are filled in, and have mail leave without being held."""
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))


@pytest.fixture
def postbox(settings):
    settings.MAIL_HOLD_MINUTES = 0
    with mail_server() as (postbox, address):
        settings.EMAIL_URL = address
        yield postbox


def let_the_worker_work(settings):
    """Do once what the worker does every second."""
    run_jobs("mail")
    transport = from_url(settings.EMAIL_URL)
    sending.send_due(transport)
    freezing.freeze_due()
    sender = mailings.MailingSender(transport)
    while sender.send_some():
        pass


def choose_mail_and_publish(desk, story):
    """Have the story mailed when it is published, by the panel beside its form; then publish it."""
    desk.goto(f"/admin/snippets/articles/article/edit/{story.pk}/")
    choice = desk.get_by_role("radio", name="Mail it")
    if not choice.is_visible():  # the panel stays as it was in another form
        desk.get_by_role("button", name="Toggle mail").click()
    choice.check()
    desk.get_by_role("button", name="Keep this choice").click()
    expect(desk.get_by_text("It is mailed when it is first published.")).to_be_visible()
    publishing.publish(story.get_latest_revision())


def test_a_reader_subscribes_gets_each_story_once_leaves_with_one_click_and_gets_no_more(
    page, log_in, editor, make_story, make_draft, postbox, settings
):
    first = make_story("The harbour opens")
    page.goto(first.get_absolute_url())
    form = page.get_by_role("contentinfo").locator("form.subs")
    form.get_by_label("Your mail address").fill(JANE)
    form.get_by_role("button", name="Subscribe").click()

    # The page may have come from a cache: what was typed is still there, and is sent once more with a token.
    form = page.get_by_role("main").locator("form.subs")
    expect(form.get_by_label("Your mail address")).to_have_value(JANE)
    form.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    let_the_worker_work(settings)
    [asked] = postbox.to(JANE)
    page.goto(re.search(r"https?://\S+/confirm/\S+", part(asked, "plain"))[0])
    page.get_by_role("button", name="Yes, mail me").click()
    expect(page.get_by_role("status")).to_have_text("You are subscribed.")
    expect(page.get_by_role("main")).to_contain_text("All stories")

    desk = log_in(editor)
    choose_mail_and_publish(desk, make_draft("Seven countries share winter gas"))
    let_the_worker_work(settings)
    let_the_worker_work(settings)
    [letter] = postbox.to(JANE)[1:]
    assert letter["Subject"] == "Seven countries share winter gas"
    page.goto(re.search(r"https?://\S+/mail/[^/\s\"]+/", part(letter, "html"))[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Seven countries share winter gas")

    # RFC 8058: a mail program sends this by itself, without a cookie.
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = letter["List-Unsubscribe"].strip("<>")
    with urlopen(Request(leave, data=b"List-Unsubscribe=One-Click", method="POST")) as answer:  # noqa: S310 - ours
        assert (answer.status, answer.url) == (200, leave)

    choose_mail_and_publish(desk, make_draft("The bakers are first"))
    let_the_worker_work(settings)
    assert Mailing.objects.get(article__headline="The bakers are first").state in {"done", "sending"}
    assert Delivery.objects.filter(to_email=JANE).count() == 1
    assert len(postbox.to(JANE)) == 2
