"""Where the author's mail is."""

from typing import Any

from ...models import BannedDomain as BannedDomainRow
from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule


class BannedDomain(Rule):
    """The Editorial Board takes no comments from addresses of this domain. Whatever was published before stays."""

    code = "banned_domain"

    def gather(self, case: Case) -> str:
        """Return the domain that is banned, if the address is of one."""
        reader = case.author.reader
        return BannedDomainRow.banning(reader.email_norm or "") if reader else ""

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject, if it is. The paper's own people are never caught by it."""
        if not facts or case.author.is_of_the_paper:
            return None
        return self.finding(Outcome.REJECT, domain=facts)
