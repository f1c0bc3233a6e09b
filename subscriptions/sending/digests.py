"""Daily and weekly digests: each reader is told what was published since they were last told, and nothing twice.

A digest of a period (the local day, or ISO week, on which it is due) is one mailing that readers join as the hour comes
in their zone. For a chunk of readers, deliveries are written and cursors moved in one transaction: both or neither.
That the period names the mailing, and a mailing has one delivery for an address, keeps clock changes, restarts and
second runs harmless; a reader whose last periods were missed gets one digest of all of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article, Byline, TaggedArticle
from outbox import crash_points
from readers.models import Reader

from ..models import Delivery, DigestCursor, Mailing, PublicationEvent, Subscription, Topic
from ..services import digest_cursors
from . import freezing, renderer
from .freezing import Person

CHUNK = 1_000
MOST_STORIES = 100  # of one digest: the newest; after a long pause nobody reads more

_MOVE = """
UPDATE subscriptions_digestcursor cursor SET seq = moved.seq, next_at = moved.next_at
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS moved (id, seq, next_at) WHERE cursor.id = moved.id
"""


@dataclass(frozen=True)
class Story:
    """A publication that digests may tell of, and what it is about."""

    seq: int
    article: int
    topics: frozenset[int]


def run_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Prepare the digests that are due, at most `most` chunks of them; returns how many readers were looked at.

    Several workers may do it at the same time: each takes other readers.
    """
    now = now or timezone.now()
    looked_at = 0
    for _chunk in range(most):
        done = _run_chunk(now)
        looked_at += done
        if done < CHUNK:
            break
    return looked_at


def due_times() -> Any:
    """Return the moment at which the next digest is due, as a query of one column."""
    return DigestCursor.objects.order_by("next_at", "id").values_list("next_at")[:1]


def _run_chunk(now: datetime) -> int:
    with transaction.atomic():
        due = DigestCursor.objects.filter(next_at__lte=now).order_by("next_at", "id")
        taken = list(due.select_for_update(skip_locked=True)[:CHUNK])
        if not taken:
            return 0
        newest = digest_cursors.newest_seq()
        stories = _stories_between(min(cursor.seq for cursor in taken), newest)
        groups: dict[tuple[str, str], list[DigestCursor]] = defaultdict(list)
        for cursor in taken:
            period, _merged = _period(cursor, now)
            groups[cursor.cadence, period].append(cursor)
        moved: dict[int, int] = {}
        for (cadence, period), members in sorted(groups.items()):
            told = _prepare(cadence, period, members, stories, now)
            moved |= {cursor.pk: newest if cursor.reader_id in told else cursor.seq for cursor in members}
        crash_points.reach("mid_digest_chunk")
        _move(taken, moved, now)
    return len(taken)


def _prepare(cadence: str, period: str, members: list[DigestCursor], stories: list[Story], now: datetime) -> set[int]:
    """Write the deliveries of one digest to `members`; returns the readers who are told everything by it.

    Not among them: who had a digest of this period already, and so must hear of the rest in the next one.
    """
    wanted = _wanted([cursor.reader_id for cursor in members], cadence)
    readers = {
        reader.pk: reader
        for reader in Reader.objects.filter(pk__in=[cursor.reader_id for cursor in members]).exclude(email_norm=None)
    }
    known = dict(zip(readers, freezing.hashes([reader.email_norm for reader in readers.values()]), strict=True))
    had = _had(cadence, period, known)
    at_once = _sent_at_once([story.article for story in stories], known)
    people = []
    for cursor in members:
        reader = readers.get(cursor.reader_id)
        topics = wanted.get(cursor.reader_id)
        if reader is None or not topics or reader.pk in had:
            continue
        hashed = known[reader.pk]
        mine = [
            story
            for story in stories
            if story.seq > cursor.seq and not story.topics.isdisjoint(topics) and (hashed, story.article) not in at_once
        ][-MOST_STORIES:]
        if not mine:
            continue
        caused_by = sorted({topics[topic] for story in mine for topic in story.topics if topic in topics})
        merged = _period(cursor, now)[1]
        payload = json.dumps({"articles": [story.article for story in reversed(mine)], "merged": merged})
        people.append(Person(reader.pk, reader.email, hashed, reader.state, caused_by, payload))
    if people:
        freezing.add_people(_mailing(cadence, period, now), people)
    return {cursor.reader_id for cursor in members} - had


def _mailing(cadence: str, period: str, now: datetime) -> Mailing:
    """Return the mailing of the digest of `period`, open for more people."""
    digest, new = Mailing.objects.select_for_update().get_or_create(
        kind=Mailing.Kind.DIGEST, cadence=cadence, period_key=period, defaults={"frozen_at": now}
    )
    if new:
        renderer.write(digest)
        digest.state, digest.not_after = Mailing.State.SENDING, now + timedelta(days=3)
        digest.save()
    elif digest.state == Mailing.State.DONE:
        digest.state, digest.done_at = Mailing.State.SENDING, None
        digest.save(update_fields=["state", "done_at"])
    return digest


def _period(cursor: DigestCursor, now: datetime) -> tuple[str, int]:
    """Return the period of the last digest that is due at `now`, and how many earlier ones it stands for."""
    due, merged = cursor.next_at, 0
    while (following := digest_cursors.next_time(cursor.cadence, cursor.hour, cursor.zone, due)) <= now:
        due, merged = following, merged + 1
    return digest_cursors.period_key(cursor.cadence, due, cursor.zone), merged


def _stories_between(after: int, newest: int) -> list[Story]:
    """Return what was first published after number `after` and readers may see, in order, with its topics."""
    events = PublicationEvent.objects.filter(seq__gt=after, seq__lte=newest, article__in=Article.objects.published())
    rows = list(events.order_by("seq").values_list("seq", "article_id", "article__section_id"))
    keys = [article for _seq, article, _section in rows]
    about: dict[str, dict[int, int]] = defaultdict(dict)
    for topic in Topic.objects.exclude(kind=Topic.Kind.ARTICLE):
        about[topic.kind][topic.section_id or topic.tag_id or topic.profile_id or 0] = topic.pk
    of: dict[int, set[int]] = {article: set(about["all"].values()) for article in keys}
    for _seq, article, section in rows:
        of[article] |= _known(about["section"], [section])
    tags = TaggedArticle.objects.filter(content_object__in=keys)
    for article, tag in tags.values_list("content_object_id", "tag_id"):
        of[article] |= _known(about["tag"], [tag])
    for article, profile in Byline.objects.filter(article__in=keys).values_list("article_id", "profile_id"):
        of[article] |= _known(about["byline"], [profile])
    return [Story(seq, article, frozenset(of[article])) for seq, article, _section in rows]


def _known(topics: dict[int, int], things: Iterable[int]) -> set[int]:
    return {topics[thing] for thing in things if thing in topics}


def _wanted(readers: list[int], cadence: str) -> dict[int, dict[int, int]]:
    """Return, by reader, the topics they want in this digest, each with the subscription that says so."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Subscription.objects.active().filter(reader__in=readers, cadence=cadence)
    for reader, topic, subscription in rows.values_list("reader_id", "topic_id", "pk"):
        found[reader][topic] = subscription
    return found


def _had(cadence: str, period: str, known: dict[int, str]) -> set[int]:
    """Return the readers whose address had the digest of this period before."""
    rows = Delivery.objects.filter(
        mailing__kind=Mailing.Kind.DIGEST,
        mailing__cadence=cadence,
        mailing__period_key=period,
        address_hash__in=list(known.values()),
    )
    hashed = set(rows.values_list("address_hash", flat=True))
    return {reader for reader, address_hash in known.items() if address_hash in hashed}


def _sent_at_once(articles: list[int], known: dict[int, str]) -> set[tuple[str, int]]:
    """Return which addresses are sent which of `articles` by itself; what failed or was left out does not count."""
    mailings = dict(
        Mailing.objects.filter(kind=Mailing.Kind.ARTICLE, article__in=articles).values_list("pk", "article_id")
    )
    rows = Delivery.objects.filter(mailing__in=mailings, address_hash__in=list(known.values()))
    gone: list[Any] = [Delivery.State.FAILED, Delivery.State.SKIPPED]
    found = rows.exclude(state__in=gone).values_list("address_hash", "mailing_id")
    return {(address_hash, mailings[mailing]) for address_hash, mailing in found}


def _move(taken: list[DigestCursor], seqs: dict[int, int], now: datetime) -> None:
    """Let each cursor wait for its next time."""
    times = [digest_cursors.next_time(cursor.cadence, cursor.hour, cursor.zone, now) for cursor in taken]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [[one.pk for one in taken], [seqs[one.pk] for one in taken], times])
