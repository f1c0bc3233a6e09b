"""Sending transactional mail: `handover.py` says how, this says what is particular to the table `OutgoingMail`.

Mails are claimed one at a time, and the claim is the intent: one transaction takes a mail that is due, composes it and
sets it to `uncertain`.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from . import suppression
from .handover import MailSender
from .kinds import kind_named
from .letterhead import Letterhead, letterhead
from .locks import share_address
from .message import compose
from .models import OutgoingMail
from .transports import Transport

State: Any = OutgoingMail.State
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]  # then it has failed


class TransactionalSender(MailSender[OutgoingMail]):
    """Sends the mail that one person waits for."""

    model = OutgoingMail
    intent = State.UNCERTAIN
    provider_id = "last_text"
    longest_rest = timedelta(seconds=10)

    def send_due(self, *, most: int = 200) -> int:
        """Hand over what is due, at most `most` mails, and return how many there were.

        Stop when the other side cannot be reached: what still waits keeps its attempts.
        """
        self.unreachable = False
        sent = 0
        while sent < most and not self.unreachable and self._send_next():
            sent += 1
        return sent

    def _send_next(self) -> bool:
        with transaction.atomic(durable=True):
            mail = OutgoingMail.objects.due(timezone.now()).select_for_update(skip_locked=True).first()
            if mail is None:
                return False
            head = letterhead()
            content = self.prepare(mail, partial(_compose, mail, head))
        if content is not None:
            self.hand_over(mail, content, head.address)
        return True

    def _take_locks(self, row: OutgoingMail) -> None:
        share_address(row.address_hash)

    def _is_still_wanted(self, row: OutgoingMail) -> bool:
        mine = OutgoingMail.objects.filter(pk=row.pk, state=self.intent, attempt=row.attempt)
        if mine.select_for_update().first() is None:  # reconciled or deleted since the intent
            return False
        if _is_suppressed(row):
            self._write(row, State.SUPPRESSED)
            return False
        return True

    def _wait_before_retry(self, row: OutgoingMail, now: datetime) -> timedelta | None:
        return WAITS[row.attempt - 1] if row.attempt <= len(WAITS) else None

    def _write(self, row: OutgoingMail, state: str, **values: object) -> None:
        if state in {State.SENT, State.SUPPRESSED}:  # links that sign somebody in do not lie about, nor do addresses
            values |= {"to_email": "", "text": "", "html": "", "headers": {}}
        super()._write(row, state, **values)


def send_due(transport: Transport | None = None, *, most: int = 200) -> int:
    """Hand over what is due, at most `most` mails, and return how many there were."""
    return TransactionalSender(transport).send_due(most=most)


def reconcile(transport: Transport | None = None) -> int:
    """Settle what was handed over without an answer, where the transport knows, and return how many that were."""
    return TransactionalSender(transport).reconcile()


def next_due() -> tuple[datetime | None, datetime | None]:
    """Return when the next mail is to be handed over, and when the transport is to be asked next about one.

    None: no mail waits, or none is uncertain.
    """
    waiting = OutgoingMail.objects.unsent().order_by("next_at", "id")
    uncertain = OutgoingMail.objects.filter(state=State.UNCERTAIN).order_by("next_at")
    queries = [each.values_list(Value(number), "next_at")[:1] for number, each in enumerate((waiting, uncertain))]
    found = dict(queries[0].union(queries[1], all=True))
    return found.get(0), found.get(1)


def retry(mail: OutgoingMail) -> bool:
    """Let staff have a failed or uncertain mail tried again; False if it is neither any more, or has no words left."""
    again = OutgoingMail.objects.filter(pk=mail.pk, state__in=[State.FAILED, State.UNCERTAIN]).exclude(to_email="")
    with transaction.atomic():
        # Locked rows are being handed over right now.
        row = again.select_for_update(skip_locked=True).first()
        if row is None or not row.text:
            return False
        row.state, row.attempt, row.next_at = State.WAITING, 0, timezone.now()
        row.save(update_fields=["state", "attempt", "next_at"])
    return True


def _compose(mail: OutgoingMail, head: Letterhead) -> bytes:
    return compose(
        head=head,
        to=mail.to_email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        id_=mail.message_id,
        date=mail.created_at,
        headers=mail.headers,
    )


def _is_suppressed(mail: OutgoingMail) -> bool:
    try:
        scope = kind_named(mail.kind).suppressed_by
    except LookupError:  # of an app that is no longer there
        scope = suppression.Scope.ALL
    return suppression.is_suppressed(mail.address_hash, scope)
