"""A connection on which nothing comes any more, as after a failover, though the database is there."""

import threading
from typing import Any

import pytest

from fastpath.page_cache import listener
from fastpath.page_cache.listener import Listener
from fastpath.page_cache.store import PageStore
from tests.fastpath.page_cache.lossy_line import LossyLine
from tests.newsroom.runtime.paper import wait_until


@pytest.fixture
def line(transactional_db: None, monkeypatch: Any) -> Any:
    given = listener._parameters()
    line = LossyLine(f"{given['host']}/.s.PGSQL.{given.get('port') or 5432}")
    threading.Thread(target=line.serve, daemon=True).start()
    through_it = given | {"host": "127.0.0.1", "port": line.port, "sslmode": "disable"}
    monkeypatch.setattr(listener, "_parameters", lambda: through_it)
    monkeypatch.setattr(listener, "SILENT", 3.0)
    yield line
    line.close()


def test_who_listens_on_a_line_that_has_gone_dead_takes_another(line: LossyLine) -> None:
    ours = Listener(PageStore(1_000_000))
    ours.start()
    wait_until(lambda: ours.is_connected)
    line.lose()
    wait_until(lambda: not ours.is_connected)
    wait_until(lambda: ours.is_connected)
    assert line.taken > 1
    ours.stop()
