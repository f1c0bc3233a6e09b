"""Who wrote the text."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from ...models import Comment, Commenter
from ...models.thread import Premod as Modes
from ..case import Case
from ..outcome import Finding, Outcome
from ..rule import Rule

Status: Any = Commenter.Status
Premod: Any = Modes


class Standing(Rule):
    """A moderator has banned or suspended the person, or wants to read them first."""

    code = "standing"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject what the banned and suspended write; hold what those write who are read first."""
        standing = case.author.standing()
        if standing in {Status.BANNED, Status.SUSPENDED}:
            return self.finding(Outcome.REJECT, status=standing)
        return self.finding(Outcome.HOLD, status=standing) if standing == Status.HELD else None


class FirstN(Rule):
    """A moderator reads everybody here first, or everybody's first comments."""

    code = "first_n"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if it is one of those. The paper's own people are not read first."""
        if case.author.is_of_the_paper or case.policy.premod == Premod.OFF:
            return None
        if case.policy.premod == Premod.ALL:
            return self.finding(Outcome.HOLD, premod=Premod.ALL.value)
        if case.author.approved_n < case.policy.first_n:
            return self.finding(Outcome.HOLD, premod=Premod.FIRST_N.value, approved=case.author.approved_n)
        return None


class History(Rule):
    """Of the last month's comments of the person many were refused."""

    code = "history"
    within, least, share = timedelta(days=30), 3, 0.3

    def gather(self, case: Case) -> dict[str, int]:
        """Return how many were refused and how many decided on at all."""
        recent = Comment.objects.filter(author=case.author, created_at__gte=timezone.now() - self.within)
        refused = Q(status__in=["rejected", "spam"])
        return recent.aggregate(refused=Count("pk", filter=refused), decided=Count("pk", filter=refused | _STOOD))

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if it was a third, nearly, of three or more."""
        if facts["decided"] < self.least or facts["refused"] < facts["decided"] * self.share:
            return None
        return self.finding(Outcome.HOLD, **facts)


class Domain(Rule):
    """The address is of a service for addresses to throw away. It is held, and nobody is banned for it."""

    code = "domain"

    def gather(self, case: Case) -> str:
        """Return the domain of the address, which goes no further."""
        reader = case.author.reader
        return (reader.email_norm or "").rpartition("@")[2] if reader else ""

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold, if the domain or one it belongs to is on the list."""
        parts = facts.split(".")
        if any(".".join(parts[start:]) in disposable_domains() for start in range(len(parts))):
            return self.finding(Outcome.HOLD, domain=facts)
        return None


_STOOD = Q(status="published")


@cache
def disposable_domains() -> frozenset[str]:
    """Return the domains of `disposable_domains.txt`."""
    lines = Path(__file__).with_name("disposable_domains.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
