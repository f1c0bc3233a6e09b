"""E4: whatever dies wherever, each mailing reaches everybody once.

Each point at which a process can die is tried twice: as an error that the worker survives, and as SIGKILL of a real
process. What is left is then taken up as another worker would, with the lease over.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from outbox import crash_points
from outbox.transports.files import MaildirTransport
from subscriptions.models import Delivery, DigestCursor, Mailing
from subscriptions.sending import digests, freezing, ledger, recovery
from subscriptions.sending.sender import MailingSender
from subscriptions.services import planning
from tests.subscriptions.subscribers import make_subscribers

from .processes import kill_myself, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

PEOPLE = 30
SENDING = ["after_claim", "after_intent", "after_handover", "before_commit"]
FREEZING = ["mid_freeze", "after_freeze"]


class Died(Exception):
    """What is raised at a fault point."""


def die() -> None:
    raise Died


def attempt(work: Any, point: str, how: str) -> None:
    """Do `work` and have it die at `point`."""
    if how == "kill":

        def killed() -> None:
            crash_points.arm(point, kill_myself)
            work()

        assert run(killed) == -9
    else:
        crash_points.arm(point, die)
        with pytest.raises(Died):
            work()
        crash_points.disarm()


def let_leases_end() -> None:
    """As if minutes had gone by."""
    Delivery.objects.exclude(lease_until=None).update(lease_until=F("lease_until") - timedelta(hours=1))


def recipients(maildir: MaildirTransport) -> Counter[str]:
    lines = (path.read_text().split("\nTo: ")[1].split("\n")[0] for path in (maildir.folder / "new").glob("*"))
    return Counter(lines)


def finish(maildir: MaildirTransport) -> None:
    """Do what a worker does until nothing is left to do."""
    freezing.freeze_due()
    while True:
        let_leases_end()
        moved = recovery.recover() + recovery.reconcile(maildir) + MailingSender(maildir).send_some()
        if not moved:
            break


@pytest.mark.parametrize("how", ["raise", "kill"])
@pytest.mark.parametrize("point", FREEZING + SENDING)
def test_a_death_anywhere_between_publishing_and_the_last_answer_costs_nobody_a_mail_and_sends_none_twice(
    point: str, how: str, everything: Any, make_story: Any, maildir: Any
) -> None:
    """E4, E1, E2."""
    make_subscribers(PEOPLE, everything)
    mailing = planning.plan_mailing(make_story(), breaking=True)
    if point in FREEZING:
        attempt(lambda: freezing.freeze(mailing), point, how)
    else:
        freezing.freeze(mailing)
        attempt(lambda: MailingSender(maildir).send_some(), point, how)
    finish(maildir)
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.candidate_n, mailing.sent_n) == ("done", PEOPLE, PEOPLE)
    assert recipients(maildir) == Counter(f"reader{n}@example.org" for n in range(PEOPLE))


@pytest.mark.parametrize("how", ["raise", "kill"])
def test_a_death_amid_a_digest_leaves_readers_untold_and_their_cursors_where_they_were(
    how: str, everything: Any, subscribe: Any, make_story: Any, maildir: Any
) -> None:
    """E4 for digests: rows and cursors together or not at all."""
    readers = [subscribe(f"reader{n}@example.org", cadence="daily") for n in range(3)]
    make_story()
    DigestCursor.objects.update(next_at=F("next_at") - timedelta(days=1))
    attempt(digests.run_due, "mid_digest_chunk", how)
    assert not Delivery.objects.exists()
    assert digests.run_due() == len(readers)
    finish(maildir)
    assert recipients(maildir) == Counter(reader.email for reader in readers)
    assert ledger.recount(Mailing.objects.get(kind="digest")).state == "done"


def test_one_death_amid_handing_over_leaves_one_delivery_uncertain_where_nobody_can_tell(
    everything: Any, mail_story: Any, maildir: Any, monkeypatch: Any
) -> None:
    """E2's honest limit: plain SMTP cannot be asked afterwards (RFC 1047), so staff are told of exactly one."""
    from outbox.transports import LookUp

    make_subscribers(PEOPLE, everything)
    mailing = mail_story()
    attempt(lambda: MailingSender(maildir).send_some(), "after_handover", "kill")
    monkeypatch.setattr(type(maildir), "lookup", lambda *_: LookUp.CANNOT_TELL)
    finish(maildir)
    mailing = ledger.recount(mailing)
    assert (mailing.state, mailing.sent_n, mailing.uncertain_n) == ("sending", PEOPLE - 1, 1)
    assert max(recipients(maildir).values()) == 1
