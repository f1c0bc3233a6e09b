"""The queue, worked off at once in the test's own transaction."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(queue: str) -> int:
    """Run every job that waits in `queue` and take it off; returns how many there were."""
    jobs = list(ProcrastinateJob.objects.filter(queue_name=queue, status="todo").order_by("pk").values())
    for job in jobs:
        app.tasks[job["task_name"]](**job["args"])

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [[job["id"] for job in jobs]])
    return len(jobs)
