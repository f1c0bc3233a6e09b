"""How the text came."""

from typing import Any

from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class Honeypot(Rule):
    """A field that people do not see was filled in."""

    code = "honeypot"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Spam, if it was."""
        return self.finding(Outcome.SPAM) if case.guards and case.guards.trapped else None


class FormToken(Rule):
    """It came without a token of a form of ours. Views show the form again; this is for what goes past them."""

    code = "form_token"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if there is none."""
        return self.finding(Outcome.HOLD) if case.guards and case.guards.token is None else None


class ProofOfWork(Rule):
    """The sender's machine has not paid. Without scripts it cannot: a moderator looks. Trusted people need not."""

    code = "proof_of_work"
    of_form = True

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if there is none."""
        if case.guards is None or case.guards.proof is not None or case.author.trust >= 2:
            return None
        return self.finding(Outcome.HOLD)
