"""What a rule is."""

from typing import Any, ClassVar

from .case import Case
from .outcome import Finding, Outcome


class Rule:
    """One question asked of every text.

    `gather` may ask the database, and nothing else; a statement that takes longer than `budget` seconds is cancelled.
    `check` is given what `gather` returned and must not touch the database; it is stopped after `budget` seconds.
    A rule that raises, takes too long or returns anything but a Finding or None makes the text held.
    """

    code: ClassVar[str]
    budget: ClassVar[float] = 1.0  # far more than any needs: only what is stuck is to be stopped
    of_form: ClassVar[bool] = False  # looks at how the text came: asked only when it comes by a form

    def gather(self, case: Case) -> Any:
        """Return what `check` needs from the database."""
        return None

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Return what is wrong with the text, or None."""
        raise NotImplementedError

    def finding(self, outcome: Outcome, **detail: Any) -> Finding:
        """Return a finding of this rule."""
        return Finding(outcome, self.code, detail)
