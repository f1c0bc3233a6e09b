"""E1 and E2: nobody gets a mailing twice and nobody is missed, whoever is killed.

`make torture` does the same with 200 kills and 20,000 people.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from subscriptions.models import Delivery
from tests.subscriptions.subscribers import make_subscribers

from .torture import torture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

KILLS = int(os.environ.get("TORTURE_KILLS", "10"))
PEOPLE = int(os.environ.get("TORTURE_PEOPLE", "300"))
SEED = int(os.environ.get("TORTURE_SEED", "1851"))


@pytest.mark.parametrize("can_look_up", [True, False], ids=["can look up", "cannot tell"])
def test_each_gets_it_once_though_processes_are_killed_all_the_while(
    can_look_up: bool, everything: Any, make_story: Any, tmp_path: Path, settings: Any
) -> None:
    """E1, E2, E3."""
    settings.MAIL_LEASE = 5
    make_subscribers(PEOPLE, everything)
    outcome = torture(make_story(), tmp_path / "box", kills=KILLS, seed=SEED, can_look_up=can_look_up)
    print(f"\n{outcome}")  # noqa: T201 - what `make torture` is run for
    mailing = outcome.mailing
    assert outcome.duplicates == 0
    assert outcome.missing == set()
    assert outcome.handed_over_after_leaving == 0
    assert mailing.candidate_n == mailing.prepared_n + mailing.excluded_n
    assert mailing.prepared_n == Delivery.objects.count()
    assert mailing.prepared_n == mailing.sent_n + mailing.failed_n + mailing.skipped_n + mailing.uncertain_n
    assert mailing.uncertain_n <= (0 if can_look_up else outcome.kills["sender"] + outcome.kills["connection"])
    if can_look_up:
        assert mailing.state == "done"
        assert mailing.sent_n == len(outcome.received)
