"""Invents the demo's subscribers: who they are, what they asked for and when, and what became of it.

Every address is in a domain that is reserved for examples (RFC 2606), where no mail arrives.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from articles.models import Article, Paper
from readers.models import Reader
from subscriptions.models import ConsentEvent, DigestCursor, Subscription, Topic
from subscriptions.models.subscription import Cadence
from subscriptions.services import digest_cursors

State: Any = Subscription.State
Kind: Any = ConsentEvent.Kind

PEOPLE = 2_000
DAYS = 175  # since the first one
BROUGHT, BROUGHT_AGO = 120, timedelta(days=34)
BASIS = "Sign-up sheets of the open day, binder 3"
DIGEST_HOUR = 7

DOMAINS = ("post.example", "brevkasse.example", "kanal.example", "fjordnet.example", "averell.example")
FIRST = """
Aino Alva Anneke Arvid Bela Birte Carla Cato Corin Dagny Dirk Ebba Edvin Elif Emre Fenna Finn Gerda Gita Hanneke Idris
Ilse Imre Jelle Jonna Kaja Katrin Lars Leonor Liv Maarten Malin Milo Nadia Nils Noor Orla Otto Petra Quirin Ragna Runa
Sami Signe Tilda Tove Ulla Veit Wanda Yara
"""
LAST = """
Aalto Bakker Berg Blom Brandes Castel Dahl Degen Ekman Eriksen Falk Fjeld Gerrits Groen Haas Halvorsen Holm Ibsen
Jansen Juhl Kallas Kast Koster Krog Lange Lie Lund Maas Moen Nagel Noll Olsen Ostrow Palm Pruss Quist Reuss Rohde Sand
Solheim Storm Tamm Thiel Udal Vang Verhey Vos Wessel Winther Zeller
"""
NETWORKS = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8:17::/48")  # RFC 5737, RFC 3849
WORDING = hashlib.sha256(b"Subscribe").hexdigest()


class Subscribers:
    """The people and their wishes; nothing is written before `write`."""

    def __init__(self, everything: Topic, others: Sequence[Topic], stories: Sequence[Article], now: datetime) -> None:
        self.everything, self.others, self.stories, self.now = everything, others, stories, now
        self.random = Random(20261122)  # noqa: S311 - the same paper each time
        self.readers: list[Reader] = []
        self.subscriptions: list[Subscription] = []
        self.trail: list[ConsentEvent] = []
        self.often = {value: str(label) for value, label in Cadence.choices}
        self.zone = Paper.load().zone
        names = self.random.sample(list(product(FIRST.split(), LAST.split())), PEOPLE)
        for number, (first, last) in enumerate(names):
            self._person(first, last, brought=number < BROUGHT)

    def write(self) -> None:
        """Write all of it."""
        Reader.objects.bulk_create(self.readers, batch_size=1_000)
        Subscription.objects.bulk_create(self.subscriptions, batch_size=1_000)
        ConsentEvent.objects.bulk_create(self.trail, batch_size=2_000)
        self._cursors()

    def having(self, cadence: str, at: datetime) -> dict[Reader, list[Subscription]]:
        """Return who had something mailed in this `cadence` at the moment `at`."""
        found: dict[Reader, list[Subscription]] = {}
        for one in self.subscriptions:
            begun = one.confirmed_at is not None and one.confirmed_at <= at
            if (
                begun
                and one.cadence == cadence
                and one.state != State.PAUSED
                and at < (one.unsubscribed_at or self.now)
            ):
                found.setdefault(one.reader, []).append(one)
        return found

    def leave(self, subscriptions: Sequence[Subscription], at: datetime, form: str) -> None:
        """Let somebody end these, which are written already."""
        for one in subscriptions:
            one.state, one.unsubscribed_at, one.changed_at = State.UNSUBSCRIBED, at, at
            one.state_version += 1
        Subscription.objects.bulk_update(subscriptions, ["state", "unsubscribed_at", "changed_at", "state_version"])
        ConsentEvent.objects.bulk_create(self._event(one, Kind.UNSUBSCRIBED, at, form) for one in subscriptions)

    def _person(self, first: str, last: str, *, brought: bool) -> None:
        address = f"{first}.{last}@{self.random.choice(DOMAINS)}".lower()
        asked = self.now - BROUGHT_AGO
        if not brought:  # more of them each week
            asked = self.now - timedelta(days=DAYS) * self.random.random() ** 1.5 - timedelta(minutes=30)
        confirmed = None if brought else asked + timedelta(minutes=self.random.randint(1, 300))
        if confirmed and confirmed > self.now:
            confirmed = asked
        pending = not brought and asked > self.now - timedelta(days=6) and self.random.random() < 0.2
        reader = Reader(
            email=address,
            email_norm=address,
            name=f"{first} {last}" if self.random.random() < 0.15 else "",
            verified_at=None if pending else confirmed,
            created_at=asked,
        )
        self.readers.append(reader)
        cadence = self.random.choices(["instant", "daily", "weekly"], [62, 25, 13])[0]
        story = None
        if not brought and self.random.random() < 0.4:
            live = [one for one in self.stories if one.first_published_at and one.first_published_at < asked]
            story = live[int(len(live) * self.random.random() ** 2)] if live else None
        ended = self.random.random() < 0.09
        for topic in self._topics():
            one = Subscription(
                reader=reader,
                topic=topic,
                cadence=cadence,
                state=State.PENDING if pending else State.ACTIVE,
                state_version=1 if pending else 2,
                source="file by cosmo" if brought else "subscribe form",
                source_article=story,
                created_at=asked,
                changed_at=asked if pending else confirmed or asked,
                confirmed_at=None if pending else confirmed or asked,
            )
            self.subscriptions.append(one)
            self._history(one, brought=brought, ended=ended)

    def _topics(self) -> list[Topic]:
        if self.random.random() < 0.55:
            return [self.everything]
        return self.random.sample(self.others, self.random.choice((1, 1, 2, 3)))

    def _history(self, one: Subscription, *, brought: bool, ended: bool) -> None:
        """Write the trail of one subscription, and end or pause some."""
        if brought:
            self.trail.append(self._event(one, Kind.IMPORTED, one.created_at, "file by cosmo", BASIS))
        else:
            self.trail.append(self._event(one, Kind.REQUESTED, one.created_at, "subscribe form"))
        if one.confirmed_at is None:
            return
        if not brought:
            self.trail.append(self._event(one, Kind.CONFIRMED, one.confirmed_at, "confirm page"))
        if ended:
            one.state, one.state_version = State.UNSUBSCRIBED, 3
            one.unsubscribed_at = one.confirmed_at + (self.now - one.confirmed_at) * self.random.random()
            one.changed_at = one.unsubscribed_at
            form = self.random.choice(("one-click header", "one-click header", "leave page", "choices page"))
            self.trail.append(self._event(one, Kind.UNSUBSCRIBED, one.unsubscribed_at, form))
        elif self.random.random() < 0.02:
            one.state, one.state_version = State.PAUSED, 3
            one.paused_until = self.now + timedelta(days=self.random.randint(3, 30))
            one.changed_at = one.confirmed_at + (self.now - one.confirmed_at) * self.random.random()
            self.trail.append(self._event(one, Kind.CHANGED, one.changed_at, "choices page"))

    def _event(self, one: Subscription, kind: Any, at: datetime, form: str, basis: str = "") -> ConsentEvent:
        return ConsentEvent(
            subscription=one,
            kind=kind,
            what=f"{one.topic.name}, {self.often[one.cadence]}",
            form_id=form,
            wording_hash=WORDING if kind == Kind.REQUESTED else "",
            basis=basis,
            ip_net="" if basis else self.random.choice(NETWORKS),
            at=at,
        )

    def _cursors(self) -> None:
        """Let digests tell of what is published from now on."""
        wanted = {
            (one.reader_id, one.cadence)
            for one in self.subscriptions
            if one.cadence != "instant" and one.confirmed_at is not None
        }
        newest = digest_cursors.newest_seq()
        DigestCursor.objects.bulk_create(
            DigestCursor(
                reader_id=reader,
                cadence=cadence,
                seq=newest,
                hour=DIGEST_HOUR,
                zone=self.zone,
                next_at=digest_cursors.next_time(cadence, DIGEST_HOUR, self.zone, self.now),
            )
            for reader, cadence in sorted(wanted)
        )
