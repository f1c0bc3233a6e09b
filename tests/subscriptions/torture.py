"""The paper's mail under SIGKILL: senders, freezers and schedulers are killed while it is sent.

Two senders and two of what freezes, recovers and counts are real processes with connections of their own. Between
kills as many mails go out as chance says; meanwhile readers leave, database connections are cut, and publish is clicked
again. Then all is let run to its end, and counted.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from articles.models import Article
from outbox import transports
from outbox.transports import LookUp
from outbox.transports.files import MaildirTransport
from readers.models import Reader
from subscriptions.models import Delivery, Mailing
from subscriptions.sending import ledger, upkeep
from subscriptions.sending import sender as sending
from subscriptions.sending.sender import MailingSender
from subscriptions.services import planning, unsubscribing
from tests.subscriptions.subscribers import BY_TEST

from .processes import fork, wait_for

PATIENCE = 900.0  # seconds
ROLES = ("sender", "sender", "upkeep", "upkeep")


class Forgetful(MaildirTransport):
    """Like SMTP: knows nothing of what it was given."""

    def lookup(self, message_id: str) -> LookUp:
        return LookUp.CANNOT_TELL


@dataclass
class Outcome:
    """What came of it."""

    mailing: Mailing
    people: int
    kills: Counter[str]
    received: Counter[str]
    left: dict[str, float]
    handed_over_after_leaving: int
    seconds: float
    missing: set[str] = field(default_factory=set)

    @property
    def duplicates(self) -> int:
        return sum(number - 1 for number in self.received.values())

    def __str__(self) -> str:
        return (
            f"{self.people:,} people, {sum(self.kills.values())} kills {dict(self.kills)}, {self.seconds:.0f} s: "
            f"{len(self.received):,} got it, {self.duplicates} twice, {len(self.missing)} missing, "
            f"{len(self.left)} left meanwhile, {self.handed_over_after_leaving} of them got it after that, "
            f"{self.mailing.uncertain_n} uncertain"
        )


def torture(article: Article, folder: Path, *, kills: int, seed: int, can_look_up: bool = True) -> Outcome:
    """Mail `article` to all subscribers, into the maildir `folder`, while `kills` processes die."""
    chance = random.Random(seed)  # noqa: S311 - the same torture again, for who looks for the mistake
    transport = (MaildirTransport if can_look_up else Forgetful)(folder)
    started = time.monotonic()
    people = Reader.objects.count()
    for _click in range(2):
        planning.plan_mailing(article, hold=timedelta(0))
    running = {_start(role, transport): role for role in ROLES}
    killed: Counter[str] = Counter()
    left: dict[str, float] = {}
    emails = list(Reader.objects.values_list("email", flat=True))
    try:
        while killed["sender"] + killed["upkeep"] < kills:
            _wait_for_progress(transport, chance.randint(0, max(2, people * 3 // (kills * 2))))
            pid = chance.choice(list(running))
            os.kill(pid, signal.SIGKILL)
            wait_for(pid)
            role = running.pop(pid)
            killed[role] += 1
            _end_its_leases(pid)
            running[_start(role, transport)] = role
            email = chance.choice(emails)
            unsubscribing.unsubscribe(Reader.objects.get(email=email), BY_TEST)
            left.setdefault(email, time.monotonic())
            if chance.random() < 0.1:
                _cut_a_connection()
                killed["connection"] += 1
            planning.plan_mailing(article)
        mailing = _wait_for_end(can_look_up)
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            wait_for(pid)
    given = [_read(path) for path in (folder / "new").iterdir()]
    received = Counter(email for email, _moment in given)
    late = sum(moment > left[email] for email, moment in given if email in left)
    doubtful = Delivery.objects.filter(state="uncertain").values_list("to_email", flat=True)
    missing = set(emails) - set(received) - set(left) - set(doubtful)
    return Outcome(mailing, people, killed, received, left, late, time.monotonic() - started, missing)


def _start(role: str, transport: MaildirTransport) -> int:
    return fork(lambda: (_send if role == "sender" else _keep_up)(transport))


def _send(transport: MaildirTransport) -> None:
    sending.SIGN_IN_EVERY, sending.CLAIM_LEASE = timedelta(0), timedelta(seconds=5)
    sender = MailingSender(transport)
    _again_and_again(lambda: sender.send_some() > 0)


def _keep_up(transport: MaildirTransport) -> None:
    transports.default = lambda: transport  # type: ignore[assignment]

    def step() -> bool:
        upkeep.tick()
        return False

    _again_and_again(step)


def _again_and_again(step: Callable[[], bool]) -> None:
    """As the worker's loops do, though without their rests."""
    while True:
        try:
            if not step():
                time.sleep(0.05)
        except Exception:  # a connection was cut
            connection.close()


def _end_its_leases(pid: int) -> None:
    """What minutes would do: the leases of the process that was killed are over."""
    Delivery.objects.filter(owner__in=_ids_of(pid)).update(lease_until=timezone.now() - timedelta(seconds=1))


def _ids_of(pid: int) -> list[object]:
    from subscriptions.models import Sender

    return list(Sender.objects.filter(pid=pid).values_list("id", flat=True))


def _cut_a_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT 1"
        )


def _wait_for_progress(transport: MaildirTransport, mails: int) -> None:
    """Return when so many more mails are out, or nothing moves any more."""
    before = Delivery.objects.filter(state="sent").count()
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        if Delivery.objects.filter(state="sent").count() - before >= mails:
            return
        time.sleep(0.01)


def _wait_for_end(can_look_up: bool) -> Mailing:
    deadline = time.monotonic() + PATIENCE
    still = {"pending", "claimed", "sending", "deferred"} | ({"uncertain"} if can_look_up else set())
    while True:
        mailing = ledger.recount(Mailing.objects.get())
        if mailing.is_frozen and not mailing.deliveries.filter(state__in=still).exists():
            return ledger.recount(mailing)
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def _read(path: Path) -> tuple[str, float]:
    """Return to whom a mail of the maildir is, and when it was handed over, by the monotonic clock."""
    email = path.read_text().split("\nTo: ")[1].split("\n")[0]
    return email, int(path.name.split(".")[1].rsplit("_", 1)[1]) / 1e9
