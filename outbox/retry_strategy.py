"""Retry strategy for jobs that hold somebody's address.

Their failures are not kept, or the address would be. But a database that went away is no failure of the job.
"""

from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

DATABASE_AWAY = (OperationalError, InterfaceError)
LONGEST_PAUSE = 300  # seconds


class WhenDatabaseIsBack(BaseRetryStrategy):
    """Retry after a second, two, four … if, and only if, the database was away."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to do `job` again, or None if `exception` is of another kind."""
        if not isinstance(exception, DATABASE_AWAY):
            return None
        return RetryDecision(retry_in={"seconds": min(LONGEST_PAUSE, 2 ** min(job.attempts, 10))})
