"""The rule about closed threads."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class ThreadClosed(Rule):
    """Find comments on a closed thread. It is checked again under the thread's lock when the comment is saved."""

    code = "thread_closed"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject the comment if the thread is closed."""
        return self.finding(Outcome.REJECT) if case.policy.closed else None
