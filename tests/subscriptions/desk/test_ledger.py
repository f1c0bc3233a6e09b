"""The send ledger after all that can go wrong has: it balances, and each number opens to the people behind it."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from django.db.models import F
from django.utils import timezone

from outbox import crash_points, suppression
from outbox.addresses import address_hash
from outbox.transports import from_url
from subscriptions.models import Delivery, Mailing
from subscriptions.sending import ledger, recovery
from subscriptions.sending.sender import MailingSender
from subscriptions.services import unsubscribing
from subscriptions.services.consent import Origin
from subscriptions.services.events import delivery_events
from tests.subscriptions.processes import kill_myself, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

# What becomes of each at the first attempt; who is killed over comes first, because senders go in order.
BECOMES = {
    "killed@example.org": "uncertain",
    "taken1@example.org": "sent",
    "busy450@example.org": "deferred",
    "dropped@example.org": "uncertain",
    "busy451@example.org": "deferred",
    "taken2@example.org": "sent",
    "gone@example.org": "failed",
    "busy421@slow.test": "deferred",
    "taken3@example.org": "sent",
    "full@example.org": "failed",
    "leaves@example.org": "skipped",
    "never@example.org": "left_out",
}
SAYS = {
    "busy421@slow.test": "421 4.3.2 Not now",
    "busy450@example.org": "450 4.2.0 Mailbox is busy",
    "busy451@example.org": "451 4.3.0 Local error",
    "gone@example.org": "550 5.1.1 No such user here",
    "full@example.org": "552 5.2.2 Mailbox is full",
}
OUTCOMES = {"sent", "waiting", "deferred", "uncertain", "failed", "skipped"}
COMPLAINS = "taken2@example.org"


class MailServer:
    """Answers each recipient as SAYS, and hangs up on one when it has taken the mail."""

    def __init__(self) -> None:
        self.says, self.taken = dict(SAYS), list[str]()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken += envelope.rcpt_tos
        if "dropped@example.org" in envelope.rcpt_tos:
            server.transport.close()
        return "250 2.0.0 queued"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def work_until_nothing_moves(settings: Any) -> None:
    """Do what the worker does every second, with leases over."""
    sender = MailingSender(from_url(settings.EMAIL_URL))
    while True:
        Delivery.objects.exclude(lease_until=None).update(lease_until=F("lease_until") - timedelta(hours=1))
        if not recovery.recover() + recovery.reconcile(sender.transport) + sender.send_some():
            break
    delivery_events.apply()


def killed_over_one(settings: Any) -> None:
    crash_points.arm("after_handover", kill_myself)
    MailingSender(from_url(settings.EMAIL_URL)).send_some()


@pytest.fixture
def mailing(subscribe: Any, mail_story: Any, mail_server: MailServer, settings: Any) -> Mailing:
    """A mailing whose sender was killed, throttled, refused and cut off."""
    readers = {address: subscribe(address) for address in BECOMES}
    suppression.suppress(address_hash("never@example.org"), "all", "admin")
    mailing: Mailing = mail_story()
    unsubscribing.unsubscribe(readers["leaves@example.org"], Origin("test"))
    assert run(lambda: killed_over_one(settings)) == -9
    work_until_nothing_moves(settings)
    complaint = Delivery.objects.select_related("mailing").get(to_email=COMPLAINS)
    delivery_events.record_event("loop", "1", "complaint", message_id=complaint.message_id, at=timezone.now())
    delivery_events.apply()
    return ledger.recount(mailing)


@pytest.fixture
def audience(client: Any, make_user: Any) -> Any:
    """A browser in which somebody of the audience's desk is logged in."""
    client.force_login(make_user("cosmo", "Audience"))
    return client


def numbers_on(page: Any) -> dict[str, tuple[int, str]]:
    """Return each number of a ledger's page, and the address that it leads to, by name."""
    soup = BeautifulSoup(page.content, "html5lib")
    links = soup.select(".newsroom-account dd a")
    assert len(links) == len(soup.select(".newsroom-account dd")), "a number that opens nothing"
    return {str(link["href"]).rstrip("/").rpartition("/")[2]: (int(link.text), str(link["href"])) for link in links}


def people_behind(client: Any, address: str) -> list[str]:
    """Return the addresses of a list, page by page until there is no more."""
    found: list[str] = []
    follow: str | None = address
    while follow:
        soup = BeautifulSoup(client.get(follow).content, "html5lib")
        found += [line.text.strip() for line in soup.select(".newsroom-line__text")]
        more = soup.find("a", string="More")
        follow = address + str(more["href"]) if more else None
    return found


def expected(becomes: dict[str, str]) -> dict[str, set[str]]:
    """Return who is behind each number."""
    found = {name: {who for who, what in becomes.items() if what == name} for name in (*OUTCOMES, "left_out")}
    prepared = set(becomes) - found["left_out"]
    return found | {"candidates": set(becomes), "prepared": prepared, "complaints": {COMPLAINS}}


def assert_the_ledger_says(audience: Any, mailing: Mailing, becomes: dict[str, str]) -> None:
    """Assert that every number is right, adds up, and opens to exactly the people behind it."""
    numbers = numbers_on(audience.get(f"/admin/subscriptions/mailing/{mailing.public_id}/"))
    n = {name: number for name, (number, _address) in numbers.items()}
    assert n["candidates"] == n["prepared"] + n["left_out"]
    assert n["prepared"] == sum(n[name] for name in OUTCOMES)
    for name, whom in expected(becomes).items():
        listed = people_behind(audience, numbers[name][1])
        assert (sorted(listed), n[name]) == (sorted(whom), len(whom)), name


def test_the_ledger_balances_and_every_number_opens_to_the_people_behind_it(
    mailing: Mailing, mail_server: MailServer, audience: Any, settings: Any, monkeypatch: Any
) -> None:
    """E1, E2 and part 6's third condition: killed, throttled, bounced, dropped after DATA."""
    monkeypatch.setattr("subscriptions.desk.ledger.ROWS", 2)
    assert mailing.state == "sending"
    assert_the_ledger_says(audience, mailing, BECOMES)

    mail_server.says.clear()  # the server has recovered, and the waits are over
    Delivery.objects.filter(state="deferred").update(next_at=timezone.now() - timedelta(seconds=1))
    recovery.release_deferred()
    work_until_nothing_moves(settings)
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.uncertain_n) == ("sending", 2), "staff decide what nobody can know"
    now = BECOMES | {who: "sent" for who, what in BECOMES.items() if what == "deferred"}
    assert_the_ledger_says(audience, mailing, now)

    audience.post(f"/admin/subscriptions/mailing/{mailing.public_id}/do/", {"action": "assume"})
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.open_n) == ("done", 0)
    assert_the_ledger_says(audience, mailing, now | {who: "sent" for who, what in now.items() if what == "uncertain"})
    assert sorted(mail_server.taken) == sorted(who for who, what in now.items() if what in {"sent", "uncertain"}), (
        "each of them once"
    )


def test_the_list_says_of_each_why_and_one_person_is_found_by_the_address(mailing: Mailing, audience: Any) -> None:
    behind = f"/admin/subscriptions/mailing/{mailing.public_id}/people/"
    for name, why in {
        "failed": "550 5.1.1 No such user here",
        "deferred": "451 4.3.0 Local error",
        "skipped": "they no longer want it",
        "left_out": "must not be mailed",
    }.items():
        assert why in audience.get(f"{behind}{name}/").content.decode(), name
    found = BeautifulSoup(audience.post(f"{behind}candidates/", {"address": "Gone@Example.org"}).content, "html5lib")
    assert [line.text.strip() for line in found.select(".newsroom-line__text")] == ["gone@example.org"]
    nobody = audience.post(f"{behind}candidates/", {"address": "stranger@example.org"}).content.decode()
    assert "This address was no candidate." in nobody
