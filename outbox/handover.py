"""Hand-over of all mail to a transport: at most once, and never after somebody was told that none will leave.

Each table of mail has a subclass of `MailSender`. A row is one mail to one address and says at any moment what is known
of it, so no queue or process has to remember anything. The steps of one mail, and what a crash after each means:

1. *Claim*: lock a row that is due (`FOR UPDATE SKIP LOCKED`: no two senders take the same) and mark it as taken.
   Crash: nothing left. The row is free again, by rollback or when its lease is over (`recover`).
2. *Compose* the message. An error fails this mail and leaves the next ones alone. Crash: as after 1.
3. *Intent*: commit that the mail is about to be handed over, and which attempt this is. No sender claims it any more.
   Crash: nothing left, but the row cannot say so. It is uncertain, at once or when its lease is over (`recover`).
4. *Hand-over*, one transaction: take the shared advisory locks (`locks.py`); only then lock the row, and look whether
   the mail is still ours and still wanted; give it to the transport; write the answer; commit.
   Crash: the mail may have left, and its answer is rolled back: the row holds the intent, as after 3.
5. *Reconcile* rows that are uncertain and not locked, which a mail in hand is: ask the transport by Message-ID. It took
   the mail: sent. It did not: send it again. It cannot tell (SMTP, RFC 1047): MAIL_UNCERTAIN decides.
   A row that is reconciled between 3 and 4 is not ours any more when step 4 looks.

A person or page that says "stop" takes the exclusive form of a lock of step 4, commits, and answers then: a hand-over
that began before has ended, and one that begins later sees what was committed.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from . import transports
from .crash_points import reach
from .transports import AWAY, RESERVED, Accepted, Answer, Deferred, LookUp, Rejected, Transport, Unknown

logger = logging.getLogger(__name__)

SENT, DEFERRED, FAILED, UNCERTAIN = "sent", "deferred", "failed", "uncertain"  # states of every table of mail
ASK_AGAIN = timedelta(minutes=10)


class Mail(Protocol):
    """A row of a table of mail. It also has state, next_at, sent_at, last_code and last_text."""

    pk: int
    public_id: UUID
    to_email: str
    attempt: int

    @property
    def message_id(self) -> str:
        """The Message-ID, the same at each attempt."""


Row = TypeVar("Row", bound=Mail)


class MailSender(ABC, Generic[Row]):
    """Sends the mail of one table by one transport. Any number may work at the same time, each in its own thread.

    A subclass claims rows, calls `prepare` and then `hand_over` for each, and says how its table differs.
    """

    model: ClassVar[Any]
    intent: ClassVar[str]
    """The state of step 3."""
    provider_id: ClassVar[str]
    """The column for what the other side calls a mail that it took."""
    after_lease: ClassVar[Mapping[str, str]] = {}
    """For each leased state the one that follows when the lease is over; empty for a table without leases."""
    longest_rest: ClassVar[timedelta]
    """The longest pause between two attempts while the other side cannot be reached."""

    def __init__(self, transport: Transport | None = None) -> None:
        self.transport = transport or transports.default()
        self.unreachable = False
        """True if the other side could not be reached at the last attempt: rest before the next one."""
        self.claim: dict[str, object] = {}
        """Columns by which a row shows that this sender has claimed it."""
        self._unreachable_in_a_row = 0
        self.resting_until = timezone.now()
        """The moment of the next attempt, after the other side could not be reached."""

    @property
    def is_resting(self) -> bool:
        """True while it is too early for the next attempt, after the other side could not be reached."""
        return timezone.now() < self.resting_until

    def prepare(self, row: Row, compose: Callable[[], bytes], **lease: object) -> bytes | None:
        """Compose the message and write the intent (steps 2 and 3); None if that failed or the claim is lost.

        The intent must be committed before `hand_over`.
        """
        try:
            content = compose()
        except Exception as error:
            logger.exception("%s %s cannot be composed", self.model.__name__, row.public_id)
            self._write(row, FAILED, last_code="compose", last_text=str(error)[:500])
            return None
        claimed = self.model.objects.filter(pk=row.pk, **self.claim)
        if not claimed.update(state=self.intent, attempt=F("attempt") + 1, **lease):
            return None
        row.attempt += 1
        return content

    def hand_over(self, row: Row, content: bytes, sender: str) -> None:
        """Give a message to the transport, unless it is not wanted any more, and write the answer (step 4)."""
        reach("after_intent")
        with transaction.atomic(durable=True):
            self._take_locks(row)
            if not self._is_still_wanted(row):
                return
            answer = self.transport.send(content, sender, row.to_email, row.message_id)
            reach("after_handover")
            self._settle(row, answer)
            reach("before_commit")
        self._after_commit(row, answer)

    def reconcile(self, *, most: int = 200) -> int:
        """Ask the transport about what is uncertain (step 5) and return how many mails that settled.

        Where it cannot tell, MAIL_UNCERTAIN decides: "hold" leaves them for staff to see, "resend" risks a second mail.
        """
        now, settled = timezone.now(), 0
        uncertain = self.model.objects.uncertain()
        for pk in uncertain.exclude(next_at__gt=now).values_list("pk", flat=True)[:most]:
            with transaction.atomic():
                row = uncertain.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
                if row is None:  # in the hands of a living sender, or settled meanwhile
                    continue
                found = self.transport.lookup(row.message_id)
                if found is LookUp.ACCEPTED:
                    self._settle(row, Accepted())
                elif found is LookUp.NOT_FOUND or settings.MAIL_UNCERTAIN == "resend":
                    self._send_again(row)
                else:
                    self._write(row, UNCERTAIN, next_at=now + ASK_AGAIN)
                    continue
                settled += 1
        return settled

    def recover(self) -> int:
        """Take up what dead senders left, as `after_lease` says, and return how many mails.

        A locked row is in the hands of a living sender; its lease may be over because the other side is slow.
        """
        recovered = 0
        for state, next_state in self.after_lease.items():
            with transaction.atomic():
                left = self.model.objects.filter(state=state, lease_until__lt=Now())  # by the clock that set it
                rows = self.model.objects.filter(pk__in=left.select_for_update(skip_locked=True).values("pk"))
                recovered += rows.update(state=next_state, owner=None, lease_until=None, next_at=None)
        return recovered

    def _settle(self, row: Row, answer: Answer) -> None:
        """Write what the other side answered."""
        now = timezone.now()
        if isinstance(answer, Unknown) and self.transport.idempotent:
            answer = Deferred("unknown", answer.text)
        match answer:
            case Accepted(id_):
                longest = self.model._meta.get_field(self.provider_id).max_length
                said = {"last_code": "", "last_text": "", self.provider_id: id_[:longest]}
                self._write(row, SENT, sent_at=now, **said)
            case Unknown(text):
                self._write(row, UNCERTAIN, last_code="unknown", last_text=text[:500])
            case Deferred(code, text) if wait := self._wait_before_retry(row, now):
                self._write(row, DEFERRED, next_at=now + wait, last_code=code[:20], last_text=text[:500])
            case Deferred(code, text) | Rejected(code, text):
                self._write(row, FAILED, last_code=code[:20], last_text=text[:500])

    def _after_commit(self, row: Row, answer: Answer) -> None:
        """Rest when the other side could not be reached, each time twice as long."""
        if isinstance(answer, Rejected) and answer.code == RESERVED:
            return
        self.unreachable = isinstance(answer, Deferred) and answer.code in AWAY
        self._unreachable_in_a_row = self._unreachable_in_a_row + 1 if self.unreachable else 0
        if self.unreachable:
            rest = timedelta(seconds=2 ** min(self._unreachable_in_a_row, 10))
            self.resting_until = timezone.now() + min(self.longest_rest, rest)

    def _write(self, row: Row, state: str, **values: object) -> None:
        """Bring `row` to `state`."""
        self.model.objects.filter(pk=row.pk).update(state=state, **values)

    def _send_again(self, row: Row) -> None:
        """Let a mail be sent again that the other side did not get."""
        self._settle(row, Deferred("lost", "The worker stopped before the mail was handed over."))

    @abstractmethod
    def _take_locks(self, row: Row) -> None:
        """Take the shared advisory locks of everybody who may stop this mail, until the transaction ends."""

    @abstractmethod
    def _is_still_wanted(self, row: Row) -> bool:
        """Lock the row and look again, now that the locks are held. If it is not to be sent, write why.

        A row whose state or attempt changed since the intent is somebody else's: leave it alone.
        """

    @abstractmethod
    def _wait_before_retry(self, row: Row, now: datetime) -> timedelta | None:
        """Return the pause before the next attempt; None if this was the last one."""
