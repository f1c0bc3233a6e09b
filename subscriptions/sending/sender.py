"""Handing deliveries over, each at most once, and none after somebody said stop.

For each delivery, once it is claimed and its bytes are made:

1. *Intent*: `sending` is committed. Whatever dies from here on, nobody hands it over again without asking.
2. In a second transaction: the shared locks of its mailing, its reader and its address (`locks.py`); then, and not
   before, a look at whether it is still ours and still wanted; the row is locked; it is handed over; the answer is
   written; commit.

A sender that dies before 1 leaves rows `claimed`, which are free again when their lease is over. One that dies in 2
leaves one row `sending` and unlocked, which `recovering.py` calls uncertain and asks the transport about.
"""

import logging
import os
import platform
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from uuid6 import uuid7

from articles.models import Article
from outbox import transports
from outbox.transports import Accepted, Answer, Deferred, Rejected, Transport, Unknown

from ..models import Delivery, Mailing, Sender, Subscription
from ..services import bounces, locks, mailing_control
from . import budget, crash_points
from .renderer import Press

logger = logging.getLogger(__name__)

State: Any = Delivery.State
Skip: Any = Delivery.SkipReason

BATCH = 20  # deliveries that one sender claims at once
CLAIM_LEASE = timedelta(seconds=60)
SIGN_IN_EVERY = timedelta(seconds=5)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]  # the last one again and again
GIVEN_UP_AFTER = timedelta(hours=48)  # since the mailing was frozen; RFC 5321 §4.5.4.1 lets servers try for days
REFUSED_IN_A_ROW = 20  # it is not the people who are wrong, then
HAS_TURN = "turn"  # last_code of a delivery that waits, or waited, for its own turn at its domain
_TOO_FAST = re.compile(r"\b4\.7\.\d+\b|\btoo (?:many|fast)\b|\brate\b", re.IGNORECASE)

_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM subscriptions_delivery WHERE mailing_id = %s AND state = 'pending'
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE subscriptions_delivery delivery SET state = 'claimed', owner = %s, lease_until = clock_timestamp() + %s
FROM next WHERE delivery.id = next.id RETURNING delivery.*
"""

# Asked when the locks are held: this statement sees whatever was committed before that.
_LOOK_AGAIN = """
SELECT mailing.state,
    EXISTS (SELECT FROM outbox_suppression WHERE address_hash = delivery.address_hash),
    EXISTS (SELECT FROM subscriptions_subscription WHERE id = ANY(delivery.subscription_ids) AND state = 'active')
FROM subscriptions_delivery delivery JOIN subscriptions_mailing mailing ON mailing.id = delivery.mailing_id
WHERE delivery.id = %s AND delivery.state = 'sending' AND delivery.owner = %s AND delivery.attempt = %s
FOR NO KEY UPDATE OF delivery
"""


class Postman:
    """One sender: a thread of its own with a transport of its own. Any number may work at the same time."""

    def __init__(self, transport: Transport | None = None) -> None:
        self.transport = transport or transports.default()
        self.id = uuid7()
        self.unreachable = False
        """Whether the other side could not be reached at the last attempt: rest before the next one."""
        self._presses: dict[int, Press] = {}
        self._refused = 0
        self._stumbled = False
        self._signed_in_at: datetime | None = None

    def sign_in(self) -> None:
        """Leave a sign of life, every few seconds."""
        if self._signed_in_at and timezone.now() - self._signed_in_at < SIGN_IN_EVERY:
            return
        self._signed_in_at = timezone.now()
        values = {"host": platform.node()[:253], "pid": os.getpid(), "heartbeat_at": timezone.now()}
        Sender.objects.update_or_create(id=self.id, defaults=values)

    def send_some(self) -> int:
        """Claim a batch of the mailing that comes first and hand it over; returns how many were claimed.

        An error of one delivery is logged and leaves the next ones alone; one of the database is raised.
        """
        self.unreachable = False
        self.sign_in()
        if self._stumbled:
            Delivery.objects.filter(owner=self.id, state=State.CLAIMED).update(state=State.PENDING, owner=None)
        self._stumbled = True  # until we come to the end
        claimed = self._send_batch()
        self._stumbled = False
        return claimed

    def _send_batch(self) -> int:
        press, batch = self._claim()
        if press is None:
            return 0
        crash_points.reach("after_claim")
        topics, live = _topics_of(batch), _live_of(batch)
        limited = budget.limited(self.transport.name)
        for delivery in batch:
            if self.unreachable:
                _release(delivery)
                continue
            if not delivery.to_email:  # erased since the freeze
                _close(delivery, Skip.UNSUBSCRIBED)
                continue
            articles = [pk for pk in delivery.payload.get("articles", ()) if pk in live]
            if delivery.payload and not articles:
                _close(delivery, Skip.EMPTY)
                continue
            domain = _domain(delivery)
            if domain in limited and delivery.last_code != HAS_TURN:
                turn = budget.take(self.transport.name, domain)
                if turn.wait or not turn.given:
                    _put_off(delivery, turn)
                    continue
            self._send(delivery, press, [topics[pk] for pk in delivery.subscription_ids if pk in topics], articles)
        return len(batch)

    def _claim(self) -> tuple[Press | None, list[Delivery]]:
        now = timezone.now()
        for mailing in Mailing.objects.being_sent().only("pk", "not_after"):
            if mailing.not_after and mailing.not_after < now:
                mailing_control.pause(mailing, Mailing.PauseReason.STALE)
                continue
            batch = list(Delivery.objects.raw(_CLAIM, [mailing.pk, BATCH, self.id, CLAIM_LEASE]))
            if batch:
                return self._press(mailing.pk), batch
        return None, []

    def _press(self, mailing: int) -> Press:
        if mailing not in self._presses:
            if len(self._presses) >= 4:
                self._presses.pop(next(iter(self._presses)))
            self._presses[mailing] = Press(Mailing.objects.select_related("article").get(pk=mailing))
        return self._presses[mailing]

    def _send(self, delivery: Delivery, press: Press, topics: list[int], articles: list[int]) -> None:
        try:
            content = press.print(delivery, topics, articles)
        except Exception as error:  # a poison row must not stop the next one
            logger.exception("Delivery %s cannot be composed", delivery.public_id)
            _fail(delivery, "compose", str(error))
            return
        mine = Delivery.objects.filter(pk=delivery.pk, state=State.CLAIMED, owner=self.id)
        lease = Now() + timedelta(seconds=settings.MAIL_LEASE)  # by the database's clock, as whoever looks at it
        if not mine.update(state=State.SENDING, attempt=F("attempt") + 1, lease_until=lease):
            return  # our lease was over, and it is another's now
        delivery.attempt += 1
        crash_points.reach("after_intent")
        with transaction.atomic(durable=True):
            locks.share_for_sending(delivery.mailing_id, delivery.reader_id, delivery.address_hash)
            if not self._is_wanted(delivery):
                return
            answer = self.transport.send(content, press.sender, delivery.to_email, delivery.message_id)
            crash_points.reach("after_handover")
            self._settle(delivery, answer)
            crash_points.reach("before_commit")
        self._heed(delivery, answer)

    def _is_wanted(self, delivery: Delivery) -> bool:
        """Whether to hand it over now. If not, its row says why; one that is not ours any more is left alone."""
        with connection.cursor() as cursor:
            cursor.execute(_LOOK_AGAIN, [delivery.pk, self.id, delivery.attempt])
            found = cursor.fetchone()
        if found is None:
            return False
        mailing_state, suppressed, subscribed = found
        if mailing_state == Mailing.State.CANCELLED:
            _close(delivery, Skip.CANCELLED)
        elif suppressed:
            _close(delivery, Skip.SUPPRESSED)
        elif not subscribed:
            _close(delivery, Skip.UNSUBSCRIBED)
        elif mailing_state != Mailing.State.SENDING:  # paused
            _release(delivery)
        else:
            return True
        return False

    def _settle(self, delivery: Delivery, answer: Answer) -> None:
        """Write down what the other side answered."""
        now = timezone.now()
        match answer:
            case Accepted(id_):
                _write(delivery, State.SENT, sent_at=now, provider_id=id_[:200], last_code="", last_text="")
            case Unknown(text) if not self.transport.idempotent:
                _write(delivery, State.UNCERTAIN, last_code="unknown", last_text=text[:500], next_at=None)
            case Rejected(code, text):
                _fail(delivery, code, text)
                bounces.note_refusal(delivery, code, text, now)
            case Deferred(code, text):
                _defer(delivery, code, text, now)
            case Unknown(text):
                _defer(delivery, "unknown", text, now)

    def _heed(self, delivery: Delivery, answer: Answer) -> None:
        """Draw conclusions about the other side, when the answer is committed."""
        if isinstance(answer, Rejected) and answer.code == transports.RESERVED:
            return
        self._refused = self._refused + 1 if isinstance(answer, Rejected) else 0
        if self._refused >= REFUSED_IN_A_ROW:
            self._refused = 0
            text = f"{answer.code} {answer.text}" if isinstance(answer, Rejected) else ""
            mailing_control.pause(delivery.mailing, Mailing.PauseReason.BROKEN, f"Everybody is refused: {text}")
        if isinstance(answer, Deferred):
            self.unreachable = answer.code in transports.AWAY
            if answer.code in {"421", "429", "454"} or _TOO_FAST.search(answer.text):
                budget.slow_down(self.transport.name, _domain(delivery))


def _topics_of(batch: Iterable[Delivery]) -> dict[int, int]:
    """Return the topic of each subscription that caused one of `batch`."""
    keys = {pk for delivery in batch for pk in delivery.subscription_ids}
    return dict(Subscription.objects.filter(pk__in=keys).values_list("pk", "topic_id"))


def _live_of(batch: Iterable[Delivery]) -> set[int]:
    """Return those stories of the digests in `batch` that readers may still see."""
    keys = {pk for delivery in batch for pk in delivery.payload.get("articles", ())}
    return set(Article.objects.published().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _write(delivery: Delivery, state: Any, **values: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, owner=None, lease_until=None, **values)


def _close(delivery: Delivery, reason: Any) -> None:
    """It is not sent after all."""
    _write(delivery, State.SKIPPED, last_code=reason)


def _fail(delivery: Delivery, code: str, text: str) -> None:
    _write(delivery, State.FAILED, last_code=code[:20], last_text=text[:500])


def _release(delivery: Delivery) -> None:
    """Let another sender, or ourselves later, have it."""
    _write(delivery, State.PENDING)


def _put_off(delivery: Delivery, turn: budget.Turn) -> None:
    """Wait for its turn at its domain; that is no attempt."""
    code = HAS_TURN if turn.given else ""
    _write(delivery, State.DEFERRED, next_at=timezone.now() + turn.wait, last_code=code)


def _domain(delivery: Delivery) -> str:
    return delivery.to_email.rpartition("@")[2].lower()


def _defer(delivery: Delivery, code: str, text: str, now: datetime) -> None:
    frozen_at = delivery.mailing.frozen_at or now
    if now - frozen_at > GIVEN_UP_AFTER:
        _fail(delivery, code, text)
        return
    wait = WAITS[min(delivery.attempt, len(WAITS)) - 1]
    _write(delivery, State.DEFERRED, next_at=now + wait, last_code=code[:20], last_text=text[:500])
