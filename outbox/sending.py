"""What the worker does with waiting mail. Two workers never hand over one mail twice.

1. *Intent*: the row is claimed and set to `uncertain` in a transaction of its own. Only who commits that hands over.
2. *Hand over* while the row is locked, and write the answer in the same transaction.

A worker that dies between the two leaves the row `uncertain` and unlocked: `reconcile` asks the transport what became
of the mail where it can tell (a maildir can, SMTP cannot), and otherwise leaves the row for staff to see.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from . import suppression, transports
from .kinds import kind_named
from .letterhead import letterhead
from .message import compose
from .models import OutgoingMail
from .transports import Accepted, Answer, Deferred, LookUp, Rejected, Transport, Unknown

logger = logging.getLogger(__name__)

State = OutgoingMail.State
ASK_AGAIN = timedelta(minutes=10)  # between two looks of a transport that cannot tell
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]  # then it has failed


def send_due(transport: Transport | None = None, *, most: int = 200) -> int:
    """Hand over what is due, at most `most` mails, and return how many were handed over."""
    transport = transport or transports.default()
    sent = 0
    while sent < most and (mail := _claim()):
        _hand_over(mail, transport)
        sent += 1
    return sent


def reconcile(transport: Transport | None = None) -> int:
    """Settle what was handed over without an answer, where the transport knows; returns how many were."""
    transport = transport or transports.default()
    settled = 0
    now = timezone.now()
    for pk in OutgoingMail.objects.uncertain().exclude(next_at__gt=now).values_list("pk", flat=True)[:200]:
        with transaction.atomic():
            # A row that is locked is in the hands of a living worker.
            mail = OutgoingMail.objects.uncertain().select_for_update(skip_locked=True).filter(pk=pk).first()
            if mail is None:
                continue
            match transport.lookup(mail.message_id):
                case LookUp.ACCEPTED:
                    _settle(mail, Accepted())
                case LookUp.NOT_FOUND:
                    _settle(mail, Deferred("lost", "The worker stopped before the mail was handed over."))
                case LookUp.CANNOT_TELL:
                    OutgoingMail.objects.filter(pk=pk).update(next_at=now + ASK_AGAIN)
                    continue
            settled += 1
    return settled


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


def _claim() -> OutgoingMail | None:
    """Take one mail that is due, and note durably that it is about to be handed over."""
    with transaction.atomic(durable=True):
        mail = OutgoingMail.objects.due(timezone.now()).select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.state, mail.attempt = State.UNCERTAIN, mail.attempt + 1
        mail.save(update_fields=["state", "attempt"])
    return mail


def _hand_over(mail: OutgoingMail, transport: Transport) -> None:
    with transaction.atomic(durable=True):
        mine = OutgoingMail.objects.select_for_update().filter(pk=mail.pk, state=State.UNCERTAIN, attempt=mail.attempt)
        row = mine.first()
        if row is None:  # reconciled between our two transactions: it was not handed over, and is another's now
            return
        if _is_suppressed(row):
            _forget_words(row, State.SUPPRESSED)
            return
        _settle(row, _send(row, transport))


def _send(mail: OutgoingMail, transport: Transport) -> Answer:
    head = letterhead()
    try:
        content = compose(
            head=head,
            to=mail.to_email,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            id_=mail.message_id,
            date=mail.created_at,
            headers=mail.headers,
        )
    except Exception as error:  # a poison row: it must not stop the next one
        logger.exception("Mail %s cannot be composed", mail.public_id)
        return Rejected("compose", str(error))
    return transport.send(content, head.address, mail.to_email, mail.message_id)


def _settle(mail: OutgoingMail, answer: Answer) -> None:
    """Write down what the other side answered."""
    now = timezone.now()
    match answer:
        case Accepted(id_):
            mail.last_code, mail.last_text, mail.sent_at = "", id_[:500], now
            _forget_words(mail, State.SENT)
        case Deferred(code, text) if mail.attempt <= len(WAITS):
            mail.last_code, mail.last_text = code[:20], text[:500]
            mail.state, mail.next_at = State.DEFERRED, _next(now, mail.attempt)
            mail.save(update_fields=["state", "next_at", "last_code", "last_text"])
        case Deferred(code, text) | Rejected(code, text):
            mail.state, mail.last_code, mail.last_text = State.FAILED, code[:20], text[:500]
            mail.save(update_fields=["state", "last_code", "last_text"])
        case Unknown(text):
            mail.last_code, mail.last_text = "unknown", text[:500]
            mail.save(update_fields=["last_code", "last_text"])


def _next(now: datetime, attempt: int) -> datetime:
    return now + WAITS[attempt - 1]


def _is_suppressed(mail: OutgoingMail) -> bool:
    try:
        scope = kind_named(mail.kind).suppressed_by
    except LookupError:  # of an app that is no longer there
        return suppression.is_suppressed(mail.address_hash, "all")
    return suppression.is_suppressed(mail.address_hash, scope)


def _forget_words(mail: OutgoingMail, state: Any) -> None:
    """Close the row. Links that sign somebody in do not lie about once they are sent, nor does the address."""
    mail.state, mail.to_email, mail.text, mail.html = state, "", "", ""
    mail.headers = {}
    mail.save()
