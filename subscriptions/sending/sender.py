"""Sending mailings: `outbox/handover.py` says how, this says what is particular to the table `Delivery`.

Deliveries are claimed in batches, by one statement that writes `claimed`, the sender's id and a lease. Before the
intent (`sending`, with a longer lease) of each, what does not need the locks is looked at: was the reader erased, is
anything left of the digest, is it the delivery's turn at its domain.
"""

import logging
import os
import platform
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from uuid6 import uuid7

from articles.models import Article
from outbox import crash_points
from outbox.handover import MailSender
from outbox.transports import RESERVED, Answer, Deferred, Rejected, Transport

from ..models import Delivery, Mailing, Sender, Subscription
from ..services import bounces, locks, mailing_control
from . import budget
from .renderer import MessageRenderer

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


class MailingSender(MailSender[Delivery]):
    """Sends mailings, the most urgent one first."""

    model = Delivery
    intent = State.SENDING
    provider_id = "provider_id"
    after_lease = {State.CLAIMED: State.PENDING, State.SENDING: State.UNCERTAIN}
    longest_rest = timedelta(minutes=1)

    def __init__(self, transport: Transport | None = None) -> None:
        super().__init__(transport)
        self.id = uuid7()
        self.claim = {"state": State.CLAIMED, "owner": self.id}
        self._renderers: dict[int, MessageRenderer] = {}
        self._refused = 0
        self._has_claims = False
        self._signed_in_at: datetime | None = None

    def sign_in(self) -> None:
        """Write a heartbeat, every few seconds."""
        if self._signed_in_at and timezone.now() - self._signed_in_at < SIGN_IN_EVERY:
            return
        self._signed_in_at = timezone.now()
        values = {"host": platform.node()[:253], "pid": os.getpid(), "heartbeat_at": timezone.now()}
        Sender.objects.update_or_create(id=self.id, defaults=values)

    def send_some(self) -> int:
        """Claim a batch of the mailing that comes first, hand it over, and return how many deliveries were claimed.

        An error of one delivery is logged and leaves the next ones alone; one of the database is raised.
        """
        self.unreachable = False
        self.sign_in()
        if self._has_claims:  # the last batch ended with an error
            Delivery.objects.filter(owner=self.id, state=State.CLAIMED).update(state=State.PENDING, owner=None)
        self._has_claims = True
        batch = self._claim()
        if batch:
            crash_points.reach("after_claim")
            self._send_batch(batch)
        self._has_claims = False
        return len(batch)

    def _claim(self) -> list[Delivery]:
        now = timezone.now()
        for mailing in Mailing.objects.being_sent().only("pk", "not_after"):
            if mailing.not_after and mailing.not_after < now:
                mailing_control.pause(mailing, Mailing.PauseReason.STALE)
                continue
            batch = list(Delivery.objects.raw(_CLAIM, [mailing.pk, BATCH, self.id, CLAIM_LEASE]))
            if batch:
                return batch
        return []

    def _send_batch(self, batch: list[Delivery]) -> None:
        renderer = self._renderer(batch[0].mailing_id)
        topics, live = _topics_of(batch), _live_of(batch)
        limited = budget.limited(self.transport.name)
        for delivery in batch:
            articles = [pk for pk in delivery.payload.get("articles", ()) if pk in live]
            if self.unreachable:
                self._write(delivery, State.PENDING)
            elif not delivery.to_email:  # erased since the freeze
                self._skip(delivery, Skip.UNSUBSCRIBED)
            elif delivery.payload and not articles:
                self._skip(delivery, Skip.EMPTY)
            elif self._has_turn(delivery, limited):
                about = [topics[pk] for pk in delivery.subscription_ids if pk in topics]
                lease = Now() + timedelta(seconds=settings.MAIL_LEASE)  # by the database's clock
                compose = partial(renderer.render, delivery, about, articles)
                content = self.prepare(delivery, compose, lease_until=lease)
                if content is not None:
                    self.hand_over(delivery, content, renderer.sender)

    def _has_turn(self, delivery: Delivery, limited: frozenset[str]) -> bool:
        """Take a turn at the delivery's domain, or defer it until its turn; that is no attempt."""
        domain = _domain(delivery)
        if domain not in limited or delivery.last_code == HAS_TURN:
            return True
        turn = budget.take(self.transport.name, domain)
        if turn.given and not turn.wait:
            return True
        code = HAS_TURN if turn.given else ""
        self._write(delivery, State.DEFERRED, next_at=timezone.now() + turn.wait, last_code=code)
        return False

    def _renderer(self, mailing: int) -> MessageRenderer:
        if mailing not in self._renderers:
            if len(self._renderers) >= 4:
                self._renderers.pop(next(iter(self._renderers)))
            row = Mailing.objects.select_related("article").get(pk=mailing)
            self._renderers[mailing] = MessageRenderer(row)
        return self._renderers[mailing]

    def _take_locks(self, row: Delivery) -> None:
        locks.share_for_sending(row.mailing_id, row.reader_id, row.address_hash)

    def _is_still_wanted(self, row: Delivery) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_LOOK_AGAIN, [row.pk, self.id, row.attempt])
            found = cursor.fetchone()
        if found is None:
            return False
        mailing_state, suppressed, subscribed = found
        if mailing_state == Mailing.State.CANCELLED:
            self._skip(row, Skip.CANCELLED)
        elif suppressed:
            self._skip(row, Skip.SUPPRESSED)
        elif not subscribed:
            self._skip(row, Skip.UNSUBSCRIBED)
        elif mailing_state != Mailing.State.SENDING:  # paused
            self._write(row, State.PENDING)
        else:
            return True
        return False

    def _settle(self, row: Delivery, answer: Answer) -> None:
        super()._settle(row, answer)
        if isinstance(answer, Rejected):
            bounces.note_refusal(row, answer.code, answer.text, timezone.now())

    def _after_commit(self, row: Delivery, answer: Answer) -> None:
        """Pause a mailing that everybody refuses, and slow down where the other side asks for it."""
        super()._after_commit(row, answer)
        if isinstance(answer, Deferred) and (answer.code in {"421", "429", "454"} or _TOO_FAST.search(answer.text)):
            budget.slow_down(self.transport.name, _domain(row))
        if not isinstance(answer, Rejected):
            self._refused = 0
        elif answer.code != RESERVED:
            self._refused += 1
            if self._refused >= REFUSED_IN_A_ROW:
                self._refused = 0
                detail = f"Everybody is refused: {answer.code} {answer.text}"
                mailing_control.pause(row.mailing, Mailing.PauseReason.BROKEN, detail)

    def _wait_before_retry(self, row: Delivery, now: datetime) -> timedelta | None:
        frozen_at = row.mailing.frozen_at or now
        return None if now - frozen_at > GIVEN_UP_AFTER else WAITS[min(row.attempt, len(WAITS)) - 1]

    def _write(self, row: Delivery, state: str, **values: object) -> None:
        super()._write(row, state, owner=None, lease_until=None, **values)

    def _skip(self, row: Delivery, reason: Any) -> None:
        self._write(row, State.SKIPPED, last_code=reason)

    def _send_again(self, row: Delivery) -> None:
        self._write(row, State.PENDING, last_code="", last_text="")


def _topics_of(batch: Iterable[Delivery]) -> dict[int, int]:
    """Return the topic of each subscription that caused one of `batch`."""
    keys = {pk for delivery in batch for pk in delivery.subscription_ids}
    return dict(Subscription.objects.filter(pk__in=keys).values_list("pk", "topic_id"))


def _live_of(batch: Iterable[Delivery]) -> set[int]:
    """Return those stories of the digests in `batch` that readers may still see."""
    keys = {pk for delivery in batch for pk in delivery.payload.get("articles", ())}
    return set(Article.objects.published().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _domain(delivery: Delivery) -> str:
    return delivery.to_email.rpartition("@")[2].lower()
