"""The queue is told of jobs by the worker's one listening connection, and knows when a job that was put off is due."""

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django import app, connector_params

from newsroom.runtime import worker
from newsroom.runtime.queue_connector import LOOK, QueueConnector
from newsroom.runtime.wake_ups import WakeUps

from .paper import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('upkeep', 'none', {at})"


@pytest.fixture
def heard(transactional_db: None) -> Iterator[list[str]]:
    """What the queue is told, in order; its net is too wide to be met in a test."""
    found: list[str] = []
    connector = QueueConnector(net=1e6, kwargs=connector_params(), min_size=1, max_size=1)
    wake_ups = WakeUps(worker.handlers([], connector, None))
    ready, end = threading.Event(), threading.Event()

    async def note(*, channel: str, payload: str) -> None:
        found.append(payload)

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
    wait_until(lambda: found == [LOOK])  # as soon as it listens it looks for what it missed
    found.clear()
    yield found
    end.set()
    thread.join()
    wake_ups.stop()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_new_job_is_told_of(heard: list[str]) -> None:
    execute(INSERT.format(at="NULL"))
    wait_until(lambda: bool(heard))
    assert json.loads(heard[0])["type"] == "job_inserted"


def test_a_job_that_is_put_off_is_looked_for_when_it_is_due(heard: list[str]) -> None:
    execute(INSERT.format(at="now() + interval '2 seconds'"))
    wait_until(lambda: len(heard) == 2)
    assert json.loads(heard[0])["job_id"]
    assert heard[1] == LOOK
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() >= scheduled_at FROM procrastinate_jobs")
        assert cursor.fetchone() == (True,)


def test_a_job_that_is_to_be_done_again_later_is_looked_for_when_it_is_due(heard: list[str]) -> None:
    execute(INSERT.format(at="NULL"))
    wait_until(lambda: len(heard) == 1)
    execute("UPDATE procrastinate_jobs SET status = 'doing'")
    execute("UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = now() + interval '2 seconds'")
    wait_until(lambda: len(heard) == 3)
    assert heard[1:] == [LOOK, LOOK]  # that it is to be, and when it is due


def test_who_is_told_waits_for_no_connection_of_its_own(heard: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            " OR application_name = %s",
            [WakeUps.name],
        )
        assert cursor.fetchall() == [(WakeUps.name,)]
