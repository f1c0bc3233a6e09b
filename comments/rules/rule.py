"""Base class of the rules."""

from typing import Any, ClassVar

from .case import Case
from .outcome import Finding, Outcome


class Rule:
    """One check of every text.

    `gather` may query the database, and nothing else; a query that takes longer than `budget` seconds is cancelled.
    `check` gets the result of `gather` and must not query the database; it is stopped after `budget` seconds. If a rule
    raises, takes too long, or returns anything but a Finding or None, the text is held.
    """

    code: ClassVar[str]
    budget: ClassVar[float] = 1.0  # seconds, far more than any rule needs: only a stuck rule is stopped
    of_form: ClassVar[bool] = False  # checks the form or the rate: runs only for texts sent by a form

    def gather(self, case: Case) -> Any:
        """Return the data from the database that `check` needs."""
        return None

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Return a finding if the text breaks the rule, else None."""
        raise NotImplementedError

    def finding(self, outcome: Outcome, **detail: Any) -> Finding:
        """Return a finding with this rule's code."""
        return Finding(outcome, self.code, detail)
