"""The queue is told of jobs by the worker's one listening connection, and knows when a job that was put off is due."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app, connector_params

from newsroom.runtime import worker
from newsroom.runtime.queue_connector import LOOK, QueueConnector
from newsroom.runtime.wake_ups import WakeUps

from .paper import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

Heard = list[tuple[str, datetime]]
INSERT = "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('upkeep', 'none', %s)"


@pytest.fixture
def heard(transactional_db: None) -> Iterator[Heard]:
    """Return the queue's notifications with their times, in order; its net is too wide to be met in a test."""
    found: Heard = []
    connector = QueueConnector(net=1e6, kwargs=connector_params(), min_size=1, max_size=1)
    wake_ups = WakeUps(worker.handlers([], connector, None))
    ready, end = threading.Event(), threading.Event()

    async def note(*, channel: str, payload: str) -> None:
        found.append((payload, timezone.now()))

    async def listen() -> None:
        with app.replace_connector(connector):
            async with app.open_async():
                listening = asyncio.create_task(connector.listen_notify(note, ["any"]))
                while connector._loop is None:
                    await asyncio.sleep(0.01)
                ready.set()
                await asyncio.to_thread(end.wait)
                listening.cancel()

    thread = threading.Thread(target=asyncio.run, args=[listen()])
    thread.start()
    assert ready.wait(60)
    wake_ups.start()
    # As soon as it listens it looks for what it missed, and once more.
    wait_until(lambda: [notice for notice, _ in found] == [LOOK, LOOK])
    found.clear()
    yield found
    end.set()
    thread.join()
    wake_ups.stop()
    execute("DELETE FROM procrastinate_jobs WHERE task_name = 'none'")


def execute(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=3)


def looked_after(heard: Heard, moment: datetime) -> bool:
    return any(notice == LOOK and at >= moment for notice, at in heard)


def test_a_new_job_is_told_of_and_looked_for_once_more(heard: Heard) -> None:
    execute(INSERT, None)
    wait_until(lambda: len(heard) == 2)
    assert json.loads(heard[0][0])["job_id"]
    assert heard[1][0] == LOOK  # procrastinate forgets a notice that comes while it is asking


def test_a_job_that_is_put_off_is_looked_for_when_it_is_due(heard: Heard) -> None:
    due = soon()
    execute(INSERT, due)
    wait_until(lambda: looked_after(heard, due))


def test_a_job_that_is_to_be_done_again_later_is_looked_for_when_it_is_due(heard: Heard) -> None:
    execute(INSERT, None)
    wait_until(lambda: len(heard) == 2)
    execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'none'")
    due = soon()
    execute("UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = %s WHERE task_name = 'none'", due)
    wait_until(lambda: looked_after(heard, due))


def test_who_is_told_waits_for_no_connection_of_its_own(heard: Heard) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
            " OR application_name = %s",
            [WakeUps.name],
        )
        assert cursor.fetchall() == [(WakeUps.name,)]
