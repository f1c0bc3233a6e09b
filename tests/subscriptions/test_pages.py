"""The public pages of subscribers: the form, the links in mail, the preferences page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutgoingMail
from readers import tokens
from readers.guards import form_token
from readers.models import Reader
from subscriptions.models import Delivery, Subscription, Topic
from subscriptions.services import preferences_link, unsubscribing
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

PAGE = "/subscribe/"


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take forms as soon as they are filled in."""
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))


def links_mailed() -> list[str]:
    """Do the work that waits, and return the paths of the first links in the mail there is, newest first."""
    run_jobs("mail")
    found = [re.search(r"http://testserver(\S+)", mail.text) for mail in OutgoingMail.objects.order_by("-pk")]
    return [match[1] for match in found if match]


def send(browser: Client, **fields: Any) -> Any:
    """Fill in the form on its page."""
    data = {
        "email": "jane@example.org",
        "topic": ["all"],
        "cadence": "instant",
        "form_token": form_token.make("subscribe"),
    }
    return browser.post(PAGE, data | fields)


def only() -> Subscription:
    return Subscription.objects.get()


def test_who_subscribes_and_confirms_by_the_mailed_link_is_subscribed(client: Client, paper: Any, world: Any) -> None:
    answer = send(client, topic=["section:world"], cadence="weekly", hour="18", zone="Asia/Tokyo")
    assert (answer.status_code, answer["Location"]) == (302, "/subscribe/sent/")
    assert not Subscription.objects.exists()  # the work waits in the queue
    [link] = links_mailed()
    assert only().state == "pending"
    assert "World" in client.get(link).content.decode()
    assert only().state == "pending"
    assert client.post(link)["Location"] == "/subscribe/choices/?said=subscribed"
    assert (only().state, only().topic.section, only().cadence) == ("active", world, "weekly")
    cursor = only().reader.digest_cursors.get()
    assert (cursor.hour, cursor.zone) == (18, "Asia/Tokyo")
    assert "World" in client.get("/subscribe/choices/").content.decode()  # signed in by the link


def test_a_confirmation_link_that_has_done_its_work_signs_nobody_in(client: Client, paper: Any) -> None:
    send(client)
    [link] = links_mailed()
    client.post(link)
    other = Client()
    assert "You are subscribed" in other.post(link).content.decode()
    assert not other.cookies.get("reader")


def test_the_form_on_a_cached_page_comes_back_filled_in_and_changes_nothing(paper: Any, world: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = BeautifulSoup(browser.get("/world/").content, "html5lib")
    assert page.select_one("footer form.subs input[name=csrfmiddlewaretoken]") is None  # a cache may keep it
    answer = browser.post(PAGE, {"email": "jane@example.org", "topic": "section:world", "cadence": "daily"})
    assert answer.status_code == 403
    assert links_mailed() == []
    form = BeautifulSoup(answer.content, "html5lib").select_one("main form.subs")
    assert form.select_one("[name=email]")["value"] == "jane@example.org"
    assert [tick["value"] for tick in form.select("[name=topic][checked]")] == ["section:world"]
    assert form.select_one("[name=cadence] [selected]")["value"] == "daily"
    fields = {one["name"]: one["value"] for one in form.select("input[type=hidden][value]")}
    again = {**fields, "email": "jane@example.org", "topic": "section:world", "cadence": "daily"}
    assert browser.post(PAGE, again).status_code == 302
    assert len(links_mailed()) == 1


def test_a_form_sent_from_another_site_changes_nothing(paper: Any) -> None:
    """It may bring a form token of its own, but none of this browser."""
    data = {"email": "jane@example.org", "topic": "all", "form_token": form_token.make("subscribe")}
    assert Client(enforce_csrf_checks=True).post(PAGE, data).status_code == 403
    assert links_mailed() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"form_token": ""},
        {"form_token": form_token.make("comment", 1)},
        {"email": "no address"},
        {"email": "a@example.org\r\nBcc: b@example.org"},
        {"topic": ["tag:unheard-of"]},
        {"topic": []},
        {"cadence": "hourly"},
        {"zone": "Mars/Olympus"},
        {"hour": "25"},
    ],
)
def test_a_form_with_something_wrong_is_shown_again_and_mails_nobody(client: Client, paper: Any, fields: Any) -> None:
    assert send(client, **fields).status_code == 400
    assert links_mailed() == []


def test_a_machine_that_fills_in_the_trap_is_answered_like_everybody_and_mails_nobody(client: Any, paper: Any) -> None:
    assert send(client, website="http://spam.example").status_code == 302
    assert links_mailed() == []


def test_a_form_works_once(client: Client, paper: Any) -> None:
    token = form_token.make("subscribe")
    answers = [send(client, email=f"{name}@example.org", form_token=token) for name in ("jane", "joe")]
    assert [answer.status_code for answer in answers] == [302, 302]
    run_jobs("mail")
    assert [reader.email for reader in Reader.objects.all()] == ["jane@example.org"]


def test_a_page_of_a_tag_a_section_an_author_and_a_story_leads_to_following_it(client: Any, make_story: Any) -> None:
    story = make_story(tags=["NATO"])
    paths = {
        "/world/": ["section:world"],
        "/tags/nato/": ["tag:nato"],
        "/by/mara-lindqvist/": ["byline:mara-lindqvist"],
        story.get_absolute_url(): ["section:world", "tag:nato", "byline:mara-lindqvist", f"article:{story.address}"],
    }
    for path, expected in paths.items():
        page = BeautifulSoup(client.get(path).content, "html5lib")
        links = [link["href"] for link in page.select(".follows a")]
        chosen = [BeautifulSoup(client.get(link).content, "html5lib").select("[name=topic][checked]") for link in links]
        assert [[tick["value"] for tick in ticks] for ticks in chosen] == [[value] for value in expected]


def test_who_is_signed_in_follows_at_once(client: Client, subscribe: Any, make_story: Any) -> None:
    from readers import identity

    make_story(tags=["NATO"])
    reader = subscribe()
    answer = client.get(PAGE)
    identity.remember(answer, reader)
    client.cookies["reader"] = answer.cookies["reader"].value
    assert client.get(PAGE).context["form"].fields.get("email") is None
    send(client, topic=["tag:nato"])
    assert {row.topic.name for row in reader.subscriptions.active()} == {"All stories", "NATO"}
    assert links_mailed() == []


def page_of(reader: Reader) -> str:
    return preferences_link.link_for(reader).removeprefix("http://testserver")


def test_choices_are_changed_by_the_page_behind_a_mailed_link(client: Client, subscribe: Any, world: Any) -> None:
    reader = subscribe()
    page = page_of(reader)

    def do(what: str, **fields: str) -> str:
        answer = client.post(page, {"do": what, **fields})
        assert answer.status_code == 302, answer.content
        assert client.get(answer["Location"]).status_code == 200
        return only().state

    do("save", **{f"cadence-{only().public_id}": "daily", "hour": "5", "zone": "Europe/Kyiv"})
    cursor = reader.digest_cursors.get()
    assert (only().cadence, cursor.hour, cursor.zone) == ("daily", 5, "Europe/Kyiv")
    assert do("pause", until=str(timezone.localdate() + timedelta(days=9))) == "paused"
    assert only().paused_until is not None
    assert do("resume") == "active"
    assert do("pause") == "paused"
    assert do(f"leave:{only().public_id}") == "unsubscribed"


def test_a_pause_until_yesterday_is_refused(client: Client, subscribe: Any) -> None:
    page = page_of(subscribe())
    yesterday = str(timezone.localdate() - timedelta(days=1))
    assert client.post(page, {"do": "pause", "until": yesterday}).status_code == 400
    assert only().state == "active"


def test_nobody_leaves_what_is_somebody_elses(client: Client, subscribe: Any) -> None:
    jane, joe = subscribe("jane@example.org"), subscribe("joe@example.org")
    client.post(page_of(jane), {"do": f"leave:{joe.subscriptions.get().public_id}"})
    assert joe.subscriptions.get().state == "active"


def test_a_forwarded_mail_shows_a_masked_address_and_mails_the_link_to_its_owner(
    client: Client, subscribe: Any, mail_story: Any
) -> None:
    reader = subscribe("jane.doe@example.org")
    mail_story()
    page = reverse("subscriptions:manage_by_mail", args=[unsubscribing.unsubscribe_token(Delivery.objects.get())])
    html = client.get(page).content.decode()
    assert "jane.doe" not in html
    assert "All stories" not in html
    assert not OutgoingMail.objects.exists()
    for _ in range(3):
        client.post(page)
    [mail] = OutgoingMail.objects.all()
    assert mail.to_email == reader.email
    [link] = links_mailed()
    assert "All stories" in client.get(link).content.decode()


def test_signing_out_everywhere_ends_the_links_to_the_page(client: Client, subscribe: Any) -> None:
    from readers import identity

    reader = subscribe()
    page = page_of(reader)
    identity.sign_out_everywhere(reader)
    assert client.get(page).status_code == 410


def test_pages_behind_tokens_are_kept_by_nobody(client: Client, subscribe: Any, mail_story: Any) -> None:
    reader = subscribe()
    mail_story()
    leave = unsubscribing.unsubscribe_token(Delivery.objects.get())
    paths = [page_of(reader), *(reverse(f"subscriptions:{name}", args=[leave]) for name in ("leave", "manage_by_mail"))]
    for path in [*paths, "/subscribe/choices/nonsense/"]:
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_twelve_topics_and_the_longest_zone_fit_into_one_link(client: Client, paper: Any) -> None:
    from tests import builders

    values = [f"section:{builders.section(f'Section {number}').slug}" for number in range(12)]
    send(client, topic=values, cadence="daily", hour="23", zone="America/Argentina/ComodRivadavia")
    [link] = links_mailed()
    client.post(link)
    assert Subscription.objects.active().count() == 12
    assert len(tokens.make(tokens.CONFIRM, "x")) < tokens.LONGEST
    assert Topic.objects.count() == 12
