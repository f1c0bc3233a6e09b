"""Replays what the demo's subscribers were mailed, in the order in which it went out, without handing over anything.

People, exclusions and numbers come from our own freezing, bounces and ledger; only the answers are invented.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection

from articles.models import Article, Correction
from outbox.models import Suppression
from readers.models import Reader
from subscriptions.models import Delivery, DeliveryEvent, Mailing, Subscription, Topic
from subscriptions.sending import freezing, ledger, renderer
from subscriptions.sending.freezing import Person
from subscriptions.services import bounces, delivery_events, digest_cursors, mailing_control, planning

from .subscribers import DIGEST_HOUR, Subscribers

Answer = tuple[str, str]

HOLD = timedelta(minutes=5)
NOBODY: Answer = ("550", "5.1.1 No such user here")
FULL: Answer = ("552", "5.2.2 The mailbox is full")
POLICY: Answer = ("554", "5.7.1 Our filter takes this for advertising")
UNKNOWN_HOST: Answer = ("554", "5.7.1 Your host has no reverse name; see your postmaster")
STRICT = "kanal.example"  # refuses one of the mailings altogether
SENT_BEFORE_PAUSE, REFUSED_IN_A_ROW = 140, 20

_SENT = """
UPDATE subscriptions_delivery SET state = 'sent', attempt = 1, provider_id = '2.0.0 queued',
    sent_at = %(at)s + (id - (SELECT min(id) FROM subscriptions_delivery WHERE mailing_id = %(mailing)s))
        * interval '6 milliseconds'
WHERE mailing_id = %(mailing)s
"""


class Replay:
    """The mailings sent so far, oldest first in `mailings`."""

    def __init__(self, people: Subscribers, editor: Any, now: datetime) -> None:
        self.people, self.editor, self.now = people, editor, now
        self.mailings: list[Mailing] = []

    def story(self, story: Article, *, strict: bool = False) -> Mailing:
        """Mail a story five minutes after it came out: most get it, some mail comes back, somebody leaves meanwhile."""
        mailing = self._frozen(self._of(story), self._followers(story))
        self._sent(mailing)
        some = mailing.deliveries.select_related("reader").order_by("address_hash")
        for delivery in some[:2]:
            _refuse(delivery, NOBODY, mailing.frozen_at)
        for delivery in some[2:4]:
            _refuse(delivery, FULL, mailing.frozen_at)
        self._left_meanwhile(some[4:6], mailing)
        if strict:
            rows = mailing.deliveries.filter(state="sent", to_email__endswith=STRICT)
            rows.update(state="failed", sent_at=None, provider_id="", last_code=POLICY[0], last_text=POLICY[1])
        self._hear()
        return self._done(mailing)

    def complaint(self, mailing: Mailing) -> None:
        """Let one reader tell their provider that `mailing` is spam."""
        delivery = mailing.deliveries.filter(state="sent").order_by("-address_hash")[0]
        _note(delivery, DeliveryEvent.Type.COMPLAINT, delivery.sent_at + timedelta(minutes=41), "feedback loop")
        self._hear()
        ledger.recount(mailing)

    def correction(self, correction: Correction, of: Mailing) -> Mailing:
        """Mail a correction to those who were sent the story."""
        mailing = self._of(correction.article, correction.at, kind=Mailing.Kind.CORRECTION, correction=correction)
        sent = set(of.deliveries.filter(state="sent").values_list("reader", flat=True))
        still = self.people.having("instant", mailing.frozen_at)
        self._frozen(mailing, {reader: rows for reader, rows in still.items() if reader.pk in sent})
        self._sent(mailing)
        return self._done(mailing)

    def digest(self) -> Mailing | None:
        """Send the last daily digest that was due; None if nothing had come out on the day before it."""
        zone = self.people.zone
        at = digest_cursors.next_time("daily", DIGEST_HOUR, zone, self.now - timedelta(days=1))
        told = [story for story in self.people.stories if at - timedelta(days=1) < _live_since(story) <= at]
        if not told:
            return None
        topics = {story.pk: {topic.pk for topic in Topic.objects.of(story)} for story in told}
        wanting, payloads = {}, {}
        for reader, rows in self.people.having("daily", at).items():
            mine = [story.pk for story in told if topics[story.pk] & {row.topic_id for row in rows}]
            if mine:
                wanting[reader], payloads[reader] = rows, {"articles": mine, "merged": 0}
        key = digest_cursors.period_key("daily", at, zone)
        mailing = Mailing(kind=Mailing.Kind.DIGEST, cadence="daily", period_key=key, created_at=at, frozen_at=at)
        self._frozen(mailing, wanting, payloads)
        self._sent(mailing)
        return self._done(mailing)

    def paused(self, story: Article) -> Mailing:
        """Begin to mail a story, and stop as the sender stops: everybody was refused."""
        mailing = self._frozen(self._of(story), self._followers(story))
        keys = list(mailing.deliveries.order_by("pk").values_list("pk", flat=True))
        refused = keys[SENT_BEFORE_PAUSE : SENT_BEFORE_PAUSE + REFUSED_IN_A_ROW]
        self._sent(mailing)
        late = mailing.deliveries.filter(pk__gte=refused[0])
        late.update(state="pending", attempt=0, sent_at=None, provider_id="")
        code, text = UNKNOWN_HOST
        mailing.deliveries.filter(pk__in=refused).update(state="failed", attempt=1, last_code=code, last_text=text)
        mailing_control.pause(mailing, Mailing.PauseReason.BROKEN, f"Everybody is refused: {code} {text}")
        return ledger.recount(mailing)

    def _of(self, story: Article, at: datetime | None = None, **what: Any) -> Mailing:
        begun = at or _live_since(story)
        until = begun + HOLD
        return Mailing(
            article=story,
            planned_by=self.editor,
            created_at=begun,
            hold_until=until,
            not_after=until + planning.FRESH,
            frozen_at=until,
            **{"kind": Mailing.Kind.ARTICLE} | what,
        )

    def _followers(self, story: Article) -> dict[Reader, list[Subscription]]:
        topics = {topic.pk for topic in Topic.objects.of(story)}
        wanting = self.people.having("instant", _live_since(story) + HOLD)
        found = {reader: [row for row in rows if row.topic_id in topics] for reader, rows in wanting.items()}
        return {reader: rows for reader, rows in found.items() if rows}

    def _frozen(
        self, mailing: Mailing, wanting: dict[Reader, list[Subscription]], payloads: dict[Reader, Any] | None = None
    ) -> Mailing:
        mailing.save()
        renderer.write(mailing)
        mailing.state = Mailing.State.SENDING
        mailing.save()
        freezing.add_people(mailing, _persons(wanting, payloads or {}))
        self.mailings.append(mailing)
        return mailing

    def _sent(self, mailing: Mailing) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SENT, {"at": mailing.frozen_at + timedelta(seconds=1), "mailing": mailing.pk})

    def _left_meanwhile(self, deliveries: Iterable[Delivery], mailing: Mailing) -> None:
        keys = {delivery.reader_id for delivery in deliveries}
        for reader, rows in self.people.having("instant", mailing.frozen_at).items():
            if reader.pk in keys:
                self.people.leave(rows, mailing.frozen_at + timedelta(seconds=1), "leave page")
        reason = Delivery.SkipReason.UNSUBSCRIBED
        mailing.deliveries.filter(reader__in=keys).update(
            state="skipped", attempt=0, sent_at=None, provider_id="", last_code=reason
        )

    def _hear(self) -> None:
        """Let what was told of mails have its effect, as if it had been then."""
        delivery_events.apply()
        for event in DeliveryEvent.objects.filter(delivery__mailing=self.mailings[-1]):
            Suppression.objects.filter(address_hash=event.address_hash).update(created_at=event.at)

    def _done(self, mailing: Mailing) -> Mailing:
        counted = ledger.recount(mailing)
        last = counted.deliveries.filter(state="sent").order_by("-sent_at").values_list("sent_at", flat=True).first()
        Mailing.objects.filter(pk=mailing.pk).update(done_at=last)
        return counted


def _live_since(story: Article) -> datetime:
    """Return when it came out; of what is live that is known."""
    return cast(datetime, story.first_published_at)


def _persons(wanting: dict[Reader, list[Subscription]], payloads: dict[Reader, Any]) -> list[Person]:
    states = dict(Reader.objects.filter(pk__in=[reader.pk for reader in wanting]).values_list("pk", "state"))
    hashes = freezing.hashes([reader.email for reader in wanting])
    return [
        Person(reader.pk, reader.email, hashed, states[reader.pk], [row.pk for row in rows],
               json.dumps(payloads.get(reader, {})))
        for (reader, rows), hashed in zip(wanting.items(), hashes, strict=True)
    ]  # fmt: skip


def _refuse(delivery: Delivery, answer: Answer, at: datetime) -> None:
    code, text = answer
    Delivery.objects.filter(pk=delivery.pk).update(
        state="failed", sent_at=None, provider_id="", last_code=code, last_text=text
    )
    delivery.attempt = 1
    bounces.note_refusal(delivery, code, text, at)


def _note(delivery: Delivery, type_: Any, at: datetime, provider: str) -> None:
    DeliveryEvent.objects.create(
        delivery=delivery,
        address_hash=delivery.address_hash,
        provider=provider,
        provider_event_id=str(delivery.public_id),
        type=type_,
        at=at,
    )
