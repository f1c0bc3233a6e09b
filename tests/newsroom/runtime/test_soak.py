"""People at work while each part of the paper is killed once. `make soak` does it for minutes."""

from pathlib import Path

import pytest

from tests.soak.soaking import Soak

pytestmark = [pytest.mark.django_db, pytest.mark.processes]


def test_nothing_is_lost_and_no_reader_of_a_kept_page_notices_while_every_part_is_killed(data: Path) -> None:
    soak = Soak(data, crowd=5)
    soak.run(kills=3, every=5.0)
    assert [part for part, _ in soak.kills] == ["worker", "web", "database"]
    assert all((soak.ledger.comments, soak.ledger.subscribed, soak.ledger.published, soak.ledger.beacons))
