"""Retry jobs whose worker was killed while it ran them: no other worker would take them.

Every job of ours may be done twice: it looks at what is, and makes what should be.
"""

import asyncio
import logging

from procrastinate import jobs
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

logger = logging.getLogger(__name__)

EVERY = 15.0  # seconds between two looks
SILENT = 30.0  # seconds without a sign of life after which a worker is dead; it gives one every ten


async def retry_stalled() -> None:
    """Look for stalled jobs until cancelled; the queue's connections must be open."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
                await _again(job)
        except ConnectorException as error:
            logger.warning("Left jobs could not be looked for, and are later: %s", error)
        await asyncio.sleep(EVERY)


async def _again(job: jobs.Job) -> None:
    # Not what it was called with: that may be somebody's address.
    logger.warning("%s[%s] was in hand when its worker ended, and is done again", job.task_name, job.id)
    try:
        await app.job_manager.retry_job(job)
    except ConnectorException:  # another one waits that will do the same
        await app.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=True)
