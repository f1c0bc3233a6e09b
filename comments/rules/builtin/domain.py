"""The rule about banned mail domains."""

from typing import Any

from ...models import BannedDomain as BannedDomainRow
from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class BannedDomain(Rule):
    """Refuse comments from addresses of a banned domain. Comments published before the ban stay."""

    code = "banned_domain"

    def gather(self, case: Case) -> str:
        """Return the banned domain that the author's address belongs to; "" if there is none."""
        reader = case.author.reader
        return BannedDomainRow.banning(reader.email_norm or "") if reader else ""

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject the comment if the domain is banned. The paper's staff are exempt."""
        if not facts or case.author.is_of_the_paper:
            return None
        return self.finding(Outcome.REJECT, domain=facts)
