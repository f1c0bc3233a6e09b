"""E4 for transactional mail: whatever dies wherever, a mail arrives, and never twice.

Each crash point is tried twice: as an error that the worker survives, and as SIGKILL of a real process.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from outbox import crash_points, sending
from outbox.models import OutgoingMail
from outbox.transports import LookUp, Transport
from outbox.transports.files import MaildirTransport
from tests.subscriptions.processes import kill_myself, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

Notice = Callable[..., OutgoingMail]
POINTS = ["after_intent", "after_handover", "before_commit"]


class Died(Exception):
    """What is raised at a crash point."""


class Forgetful(MaildirTransport):
    """Like SMTP: knows nothing of what it was given."""

    def lookup(self, message_id: str) -> LookUp:
        return LookUp.CANNOT_TELL


@pytest.fixture(autouse=True)
def _no_faults() -> Iterator[None]:
    yield
    crash_points.disarm()


def die() -> None:
    raise Died


def die_sending(transport: Transport, point: str, how: str) -> None:
    """Send what is due, and die at `point`."""
    if how == "kill":

        def killed() -> None:
            crash_points.arm(point, kill_myself)
            sending.send_due(transport)

        assert run(killed) == -9
    else:
        crash_points.arm(point, die)
        with pytest.raises(Died):
            sending.send_due(transport)
        crash_points.disarm()


def finish(transport: Transport) -> None:
    """Do what a worker does until nothing is left to do, as if hours went by."""
    while sending.reconcile(transport) + sending.send_due(transport):
        OutgoingMail.objects.update(next_at=timezone.now())


def letters(transport: MaildirTransport) -> list[str]:
    """Return to whom each mail was that arrived."""
    paths = (transport.folder / "new").glob("*")
    return sorted(path.read_text().split("\nTo: ")[1].split("\n")[0] for path in paths)


@pytest.mark.parametrize("how", ["raise", "kill"])
@pytest.mark.parametrize("point", POINTS)
def test_a_death_anywhere_costs_nobody_a_mail_and_sends_none_twice(
    point: str, how: str, notice: Notice, tmp_path: Path
) -> None:
    """E4, E1, E2."""
    for name in ("ada", "bea", "cleo"):
        notice(to=f"{name}@example.org")
    transport = MaildirTransport(tmp_path)
    die_sending(transport, point, how)
    finish(transport)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert letters(transport) == ["ada@example.org", "bea@example.org", "cleo@example.org"]


@pytest.mark.parametrize(("policy", "state", "arrived"), [("hold", "uncertain", 1), ("resend", "sent", 2)])
def test_what_nobody_can_know_is_held_for_staff_or_sent_again_as_settings_say(
    policy: str, state: str, arrived: int, notice: Notice, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL_UNCERTAIN = policy
    notice()
    transport = Forgetful(tmp_path)
    die_sending(transport, "after_handover", "kill")
    finish(transport)
    assert OutgoingMail.objects.get().state == state
    assert len(letters(transport)) == arrived
