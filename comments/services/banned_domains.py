"""Bans of mail domains.

A ban hits everybody with an address there: elsewhere a whole provider was once banned because of one troll, and about a
hundred people with it. So common providers cannot be banned, the affected people are counted first, and the moderator
must type the domain to confirm.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import idna
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..errors import CommentingError, NotPossibleError
from ..models import BannedDomain, Commenter, ModerationDecision
from ..text import clean_line
from . import rules_log

Action: Any = ModerationDecision.Action

MOST_COUNTED = 1_000


class NotConfirmedError(CommentingError):
    """Report that the name typed to confirm is not the domain's."""

    code = "not_confirmed"


@dataclass(frozen=True)
class DomainBanPreview:
    """The number of people a ban would affect. Each number is counted up to MOST_COUNTED + 1."""

    domain: str
    people: int
    with_published: int

    @property
    def many(self) -> bool:
        """Return whether there are more people than are counted."""
        return self.people > MOST_COUNTED


def read_domain(text: str) -> str:
    """Return the domain in `text`, a mail address or a domain. Raises NotPossibleError if there is none."""
    name = text.strip().rpartition("@")[2].rstrip(".")
    try:
        domain = idna.encode(name, uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        domain = ""
    if "." not in domain:
        raise NotPossibleError(_("That is no mail domain. Write it like “spam.example”."))
    return domain


def preview(text: str) -> DomainBanPreview:
    """Count the people a ban would affect. Raises NotPossibleError for an invalid or a protected domain."""
    domain = read_domain(text)
    _refuse_protected(domain)
    people = Commenter.objects.filter(reader__email_norm__iregex=rf"[@.]{_escaped(domain)}$")
    return DomainBanPreview(
        domain,
        people=len(people.values_list("pk")[: MOST_COUNTED + 1]),
        with_published=len(people.filter(approved_n__gt=0).values_list("pk")[: MOST_COUNTED + 1]),
    )


@transaction.atomic
def ban_domain(text: str, typed: str, user: Any, note: str = "") -> BannedDomain:
    """Ban the domain; `typed` must be its name. Raises NotConfirmedError, NotPossibleError.

    Comments already published stay, and no commenter's status changes: `lift_domain()` fully reverses the ban.
    """
    domain = read_domain(text)
    _refuse_protected(domain)
    if typed.strip().lower() != domain:
        raise NotConfirmedError(_("Type the name of the domain to confirm."))
    try:
        with transaction.atomic():
            banned = BannedDomain.objects.create(domain=domain, note=clean_line(note)[:500], by=user)
    except IntegrityError:
        raise NotPossibleError(_("This domain is banned already.")) from None
    rules_log.note(Action.BAN_DOMAIN, user, f"{domain}: {banned.note}" if banned.note else domain)
    return banned


@transaction.atomic
def lift_domain(number: int, user: Any) -> bool:
    """Lift the ban; return False if it was lifted already."""
    banned = BannedDomain.objects.select_for_update().filter(pk=number, lifted_at=None).first()
    if banned is None:
        return False
    banned.lifted_at, banned.lifted_by = timezone.now(), user
    banned.save(update_fields=["lifted_at", "lifted_by"])
    rules_log.note(Action.LIFT_DOMAIN, user, banned.domain)
    return True


@cache
def protected_domains() -> frozenset[str]:
    """Return the domains of `protected_domains.txt`: common providers that cannot be banned."""
    lines = Path(__file__).with_name("protected_domains.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _refuse_protected(domain: str) -> None:
    hit = [name for name in protected_domains() if name == domain or name.endswith(f".{domain}")]
    if hit:
        raise NotPossibleError(
            _("Addresses at %(domain)s are everybody’s. Ban the person instead; this domain cannot be banned.")
            % {"domain": hit[0]}
        )


def _escaped(domain: str) -> str:
    """Return a domain, which has only letters, digits, hyphens and dots, escaped for a regular expression."""
    return domain.replace(".", r"\.")
