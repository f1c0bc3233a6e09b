"""Suppression of addresses, by their hash. The only place that knows what each scope covers."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from .locks import stop_sending_to
from .models import Suppression

Scope: Any = Suppression.Scope
Reason: Any = Suppression.Reason

# A suppression of any mail covers that of stories, too.
COVERED_BY = {Scope.ALL: [Scope.ALL], Scope.MARKETING: [Scope.ALL, Scope.MARKETING]}


def suppress(address_hash: str, scope: str, reason: str, source: str = "") -> Suppression:
    """Suppress all mail that `scope` covers to the address with this hash. The first reason is kept.

    Waits for a mail that is being handed to this address now: when the transaction is committed, none is handed over
    any more.
    """
    with transaction.atomic():
        stop_sending_to(address_hash)
        row, _new = Suppression.objects.get_or_create(
            address_hash=address_hash, scope=Scope(scope), defaults={"reason": Reason(reason), "source": source[:100]}
        )
    return row


def is_suppressed(address_hash: str, scope: str) -> bool:
    """Return whether mail of `scope` ("all": any mail, "marketing": stories and digests) must not be sent there."""
    return Suppression.objects.filter(address_hash=address_hash, scope__in=COVERED_BY[Scope(scope)]).exists()


def lift(address_hash: str, scope: str, *, reasons: Iterable[str] | None = None) -> int:
    """Allow mail of exactly this `scope` again; with `reasons`, only what was suppressed for one of them.

    Returns how many suppressions were lifted: 1 or 0.
    """
    rows = Suppression.objects.filter(address_hash=address_hash, scope=Scope(scope))
    if reasons is not None:
        rows = rows.filter(reason__in=[Reason(reason) for reason in reasons])
    return int(rows.delete()[0])
