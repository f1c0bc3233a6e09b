"""What the text looks like."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class Length(Rule):
    """It is longer than the paper wants."""

    code = "length"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject, if it is."""
        length, most = len(case.text.text), case.policy.max_length
        return self.finding(Outcome.REJECT, length=length, most=most) if length > most else None


class Links(Rule):
    """Addresses in it, links or merely readable: one is too many for a first comment, two for any but the trusted."""

    code = "links"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if there are too many."""
        if case.author.is_of_the_paper:
            return None
        allowed = 0 if case.author.approved_n == 0 else 4 if case.author.trust >= 3 else 1
        return self.finding(Outcome.HOLD, links=case.text.links) if case.text.links > allowed else None
