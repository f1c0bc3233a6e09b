"""Every way to subscribe and every link in a mail, against bots, scanners and attackers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutgoingMail
from readers import identity, tokens
from readers.guards import form_token
from readers.guards.limits import Limit
from readers.models import Reader
from subscriptions.models import ConsentEvent, Delivery, Subscription, Topic
from subscriptions.services import preferences_link, subscription_requests, unsubscribing
from tests.jobs import run_jobs
from tests.subscriptions.subscribers import BY_TEST

pytestmark = pytest.mark.django_db

PAGE = "/subscribe/"


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))


def ask(email: str, *, network: int = 1, topic: str = "all") -> HttpResponse:
    """Send the form from an address in this network."""
    data = {"email": email, "topic": topic, "form_token": form_token.make("subscribe")}
    return Client(REMOTE_ADDR=f"198.51.{network}.7").post(PAGE, data)


def confirmations() -> int:
    run_jobs("mail")
    return OutgoingMail.objects.filter(kind="subscriptions.confirm").count()


def everything() -> list[Any]:
    """Return the state that a click could change."""
    states = Subscription.objects.order_by("pk").values_list("state", "state_version", "cadence")
    return [*states, ConsentEvent.objects.count(), OutgoingMail.objects.count(), Reader.objects.count()]


@pytest.fixture
def links(subscribe: Any, mail_story: Any) -> dict[str, str]:
    """Return a path of every kind of link that we mail."""
    reader = subscribe("jane@example.org")
    mail_story()
    leave = unsubscribing.unsubscribe_token(Delivery.objects.get())
    ask("joe@example.org")
    confirmations()
    found = re.search(r"/subscribe/confirm/\S+", OutgoingMail.objects.get(kind="subscriptions.confirm").text)
    assert found
    return {
        "confirm": found[0],
        "leave": reverse("subscriptions:leave", args=[leave]),
        "never": reverse("subscriptions:leave", args=[unsubscribing.unsubscribe_all_token(reader)]),
        "manage": reverse("subscriptions:manage_by_mail", args=[leave]),
        "choices": preferences_link.link_for(reader).removeprefix("http://testserver"),
    }


def test_a_link_scanner_changes_nothing_by_any_link(links: dict[str, str]) -> None:
    """HEAD, GET seven times, OPTIONS, and the POST of a button without the page's token."""
    before = everything()
    scanner = Client(enforce_csrf_checks=True)
    for path in links.values():
        assert scanner.head(path).status_code == 200
        assert {scanner.get(path).status_code for _ in range(7)} == {200}
        scanner.options(path)
        for body in ({}, {"do": "leave-all"}, {"never": "1"}, {"everything": "1"}):
            assert scanner.post(path, body).status_code == 403
    assert everything() == before


def test_one_click_works_by_the_leave_link_alone(links: dict[str, str]) -> None:
    """The one POST that needs no token of ours can do nothing else."""
    program = Client(enforce_csrf_checks=True)
    for name in ("confirm", "manage", "choices"):
        assert program.post(links[name], {"List-Unsubscribe": "One-Click"}).status_code == 403
    assert Subscription.objects.filter(state="active").count() == 1
    for _ in range(2):
        answer = program.post(links["leave"], {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.get("Location")) == (200, None)
    assert not Subscription.objects.filter(state="active").exists()


def test_a_token_opens_no_page_but_its_own(links: dict[str, str], client: Client) -> None:
    """E10."""
    token = {name: path.rstrip("/").rpartition("/")[2] for name, path in links.items()}
    pages = {
        "confirm": ["confirm"],
        "leave": ["leave", "never", "manage"],  # a mail's own link leaves, and asks for the link to the choices
        "manage_by_mail": ["leave", "never", "manage"],
        "choices_by_link": ["choices"],
    }
    for page, opened_by in pages.items():
        for name in token:
            status = client.get(reverse(f"subscriptions:{page}", args=[token[name]])).status_code
            assert status == (200 if name in opened_by else 410), (page, name)


@pytest.mark.parametrize("page", ["confirm", "choices_by_link", "manage_by_mail"])
def test_a_forged_link_is_dead_whatever_is_wrong_with_it(page: str, links: dict[str, str], client: Client) -> None:
    """E10: flipped, cut, lengthened, of another key."""
    name = {"confirm": "confirm", "choices_by_link": "choices", "manage_by_mail": "manage"}[page]
    token = links[name].rstrip("/").rpartition("/")[2]
    forged = {token[:at] + chr(ord(token[at]) ^ 1) + token[at + 1 :] for at in range(0, len(token), 5)}
    forged |= {token[: len(token) // 2], token + "A", "A" * 5_000}
    before = everything()
    for one in forged:
        if "/" not in one and one.isprintable():
            path = reverse(f"subscriptions:{page}", args=[one])
            assert (client.get(path).status_code, client.post(path).status_code) == (410, 410)
    assert everything() == before


def test_the_link_to_the_choices_dies_with_the_key_it_was_signed_by(links: dict[str, str], settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert Client().get(links["choices"]).status_code == 410
    assert Client().get(links["leave"]).status_code == 200


def test_the_answer_is_the_same_for_every_address(subscribe: Any, paper: Any) -> None:
    subscribe("active@example.org")
    ask("pending@example.org", network=2)
    confirmations()
    unsubscribing.suppress_all_mail(identity.reader_for("never@example.org"), BY_TEST)
    addresses = [f"{name}@example.org" for name in ("new", "active", "pending", "never")]
    answers = set()
    for number, address in enumerate([*addresses, "somebody@no-such-domain.invalid"], 3):
        answer = ask(address, network=number)
        headers = {key: value for key, value in answer.items() if key != "Expires"}  # that is the clock's
        answers.add((answer.status_code, answer.content, str(sorted(headers.items()))))
    assert len(answers) == 1


def test_a_victim_gets_one_mail_a_day_through_all_doors_together(make_story: Any, subscribe: Any) -> None:
    """The page, the footer, the page of a story, the button of a tag, and the link in a mail share one count."""
    make_story(tags=["NATO"])
    spellings = ["jane.doe@gmail.com", "janedoe@gmail.com", "janedoe+a@gmail.com", "JaneDoe@googlemail.com"]
    for number in range(24):
        ask(spellings[number % 4], network=number, topic=["all", "tag:nato", "section:world"][number % 3])
    assert confirmations() == 1


def test_a_network_and_browsers_that_paid_nothing_are_heard_so_often(paper: Any, monkeypatch: Any) -> None:
    for number in range(9):
        assert ask(f"reader{number}@example{number}.org", network=1).status_code == 302
    assert confirmations() == 5
    limit = Limit("subscribe-site-unpaid", 12, timedelta(hours=1))
    monkeypatch.setattr(subscription_requests, "BY_SITE_UNPAID", limit)
    for number in range(20):
        ask(f"reader{number}@elsewhere{number}.org", network=10 + number)
    assert confirmations() < 14


def test_the_tick_under_a_comment_subscribes_only_with_the_link_that_confirms_the_comment(make_story: Any) -> None:
    from comments import offers

    [offer] = [one for one in offers.all_offers() if one.name == "stories"]
    reader = identity.reader_for("oona@reader.example")
    with pytest.raises(ValueError, match="not confirmed"):
        offer.accept(reader, make_story())
    assert not Subscription.objects.exists()
    identity.verify(reader)
    offer.accept(reader, make_story("Another"))
    assert Subscription.objects.get().topic == Topic.objects.everything()


def test_a_link_of_last_week_confirms_nothing(paper: Any, monkeypatch: Any) -> None:
    ask("jane@example.org")
    assert confirmations() == 1
    row = Subscription.objects.get()
    later = timezone.now().timestamp() + 8 * 86_400
    token = tokens.make(tokens.CONFIRM, row.reader.public_id, s=[[row.public_id.hex, row.state_version]])
    monkeypatch.setattr("readers.tokens.time.time", lambda: later)
    assert Client().post(reverse("subscriptions:confirm", args=[token])).status_code == 410
    assert Subscription.objects.get().state == "pending"
