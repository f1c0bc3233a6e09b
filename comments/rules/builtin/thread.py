"""Where the text is to go."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class ThreadClosed(Rule):
    """The thread takes no comments. Asked again, under the lock of the thread, when the comment is kept."""

    code = "thread_closed"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject, if it is closed."""
        return self.finding(Outcome.REJECT) if case.policy.closed else None
