"""Rules about the form that a text was sent with."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class Honeypot(Rule):
    """Find comments with the hidden field filled in, which people do not see."""

    code = "honeypot"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Mark the comment as spam if the field was filled in."""
        return self.finding(Outcome.SPAM) if case.guards and case.guards.trapped else None


class FormToken(Rule):
    """Find comments without a valid form token.

    Views show the form again in that case; this catches requests that bypass them.
    """

    code = "form_token"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if there is no token."""
        return self.finding(Outcome.HOLD) if case.guards and case.guards.token is None else None


class ProofOfWork(Rule):
    """Find comments without proof of work.

    Browsers without scripts cannot send one, so a moderator decides. Trusted authors are exempt.
    """

    code = "proof_of_work"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if there is no proof."""
        if case.guards is None or case.guards.proof is not None or case.author.trust >= 2:
            return None
        return self.finding(Outcome.HOLD)
