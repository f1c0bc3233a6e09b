"""Rules about the author."""

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
    """Apply the restriction that a moderator put on the author."""

    code = "standing"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Reject comments of banned and suspended authors; hold those of authors who are always read first."""
        standing = case.author.standing()
        if standing in {Status.BANNED, Status.SUSPENDED}:
            return self.finding(Outcome.REJECT, status=standing)
        return self.finding(Outcome.HOLD, status=standing) if standing == Status.HELD else None


class FirstN(Rule):
    """Apply premoderation: of everybody, or of everybody's first comments."""

    code = "first_n"

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if it is premoderated. The paper's staff are exempt."""
        if case.author.is_of_the_paper or case.policy.premod == Premod.OFF:
            return None
        if case.policy.premod == Premod.ALL:
            return self.finding(Outcome.HOLD, premod=Premod.ALL.value)
        if case.author.approved_n < case.policy.first_n:
            return self.finding(Outcome.HOLD, premod=Premod.FIRST_N.value, approved=case.author.approved_n)
        return None


class History(Rule):
    """Find authors with many refused comments within a month."""

    code = "history"
    within, least, share = timedelta(days=30), 3, 0.3

    def gather(self, case: Case) -> dict[str, int]:
        """Return the number of refused comments, and of all decided ones."""
        recent = Comment.objects.filter(author=case.author, created_at__gte=timezone.now() - self.within)
        refused = Q(status__in=["rejected", "spam"])
        return recent.aggregate(refused=Count("pk", filter=refused), decided=Count("pk", filter=refused | _STOOD))

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if 30 per cent of three or more were refused."""
        if facts["decided"] < self.least or facts["refused"] < facts["decided"] * self.share:
            return None
        return self.finding(Outcome.HOLD, **facts)


class Domain(Rule):
    """Find addresses at providers of disposable addresses. The comment is held, and nobody is banned for it."""

    code = "domain"

    def gather(self, case: Case) -> str:
        """Return the domain of the address. It is not stored."""
        reader = case.author.reader
        return (reader.email_norm or "").rpartition("@")[2] if reader else ""

    def check(self, case: Case, facts: Any) -> Finding | None:
        """Hold the comment if the domain or a parent domain is on the list."""
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
