"""Jobs of the queue: sign-in links, and deletion of old data."""

import logging

from procrastinate.contrib.django import app

from outbox.retry_strategy import DATABASE_AWAY, RetryWhenDatabaseReturns

from . import sign_in, upkeep

logger = logging.getLogger(__name__)


@app.task(queue="mail", priority=50, retry=RetryWhenDatabaseReturns())
def mail_sign_in_link(address: str, next_page: str = "") -> None:
    """Mail a sign-in link. An error is logged and not kept with the job, which holds the address."""
    try:
        sign_in.mail_link(address, next_page)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        logger.error("A link to sign in could not be mailed: %s", type(error).__name__)


@app.periodic(cron="23 * * * *")
@app.task(queue="upkeep")
def tidy(timestamp: int) -> None:
    """Delete data that is too old to matter."""
    upkeep.tidy()
