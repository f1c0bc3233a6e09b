"""Daily and weekly digests: each reader gets the stories published since their last digest, and no story twice.

A digest of a period (the local day, or ISO week, on which it is due) is one mailing that readers join when the hour
comes in their time zone. Deliveries of a chunk of readers are written, and their cursors moved, in one transaction.
Clock changes, restarts and second runs are harmless, because the period identifies the mailing and a mailing has one
delivery for an address. A reader who missed several periods gets one digest for all of them.
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
from .freezing import Candidate

CHUNK = 1_000
MAX_STORIES = 100  # of one digest, the newest: after a long pause more would not be read

_MOVE = """
UPDATE subscriptions_digestcursor cursor SET seq = moved.seq, next_at = moved.next_at
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS moved (id, seq, next_at) WHERE cursor.id = moved.id
"""


@dataclass(frozen=True)
class PublishedStory:
    """A published story, as digests need it: its number, key and topics."""

    seq: int
    article: int
    topics: frozenset[int]


def run_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Prepare the digests that are due, at most `most` chunks of readers, and return how many readers were processed.

    Several workers may do it at the same time: each locks other readers.
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
            covered = _prepare(cadence, period, members, stories, now)
            moved |= {cursor.pk: newest if cursor.reader_id in covered else cursor.seq for cursor in members}
        crash_points.reach("mid_digest_chunk")
        _move_cursors(taken, moved, now)
    return len(taken)


def _prepare(
    cadence: str, period: str, members: list[DigestCursor], stories: list[PublishedStory], now: datetime
) -> set[int]:
    """Write the deliveries of one digest to `members`; return the readers whose cursor may move to the newest story.

    Readers who already had a digest of this period are not among them: the rest belongs in their next one.
    """
    wanted = _wanted([cursor.reader_id for cursor in members], cadence)
    readers = {
        reader.pk: reader
        for reader in Reader.objects.filter(pk__in=[cursor.reader_id for cursor in members]).exclude(email_norm=None)
    }
    known = dict(zip(readers, freezing.address_hashes([reader.email_norm for reader in readers.values()]), strict=True))
    already_sent = _already_sent(cadence, period, known)
    at_once = _sent_at_once([story.article for story in stories], known)
    people = []
    for cursor in members:
        reader = readers.get(cursor.reader_id)
        topics = wanted.get(cursor.reader_id)
        if reader is None or not topics or reader.pk in already_sent:
            continue
        hashed = known[reader.pk]
        mine = [
            story
            for story in stories
            if story.seq > cursor.seq and not story.topics.isdisjoint(topics) and (hashed, story.article) not in at_once
        ][-MAX_STORIES:]
        if not mine:
            continue
        caused_by = sorted({topics[topic] for story in mine for topic in story.topics if topic in topics})
        merged = _period(cursor, now)[1]
        payload = json.dumps({"articles": [story.article for story in reversed(mine)], "merged": merged})
        people.append(Candidate(reader.pk, reader.email, hashed, reader.state, caused_by, payload))
    if people:
        freezing.add_candidates(_mailing(cadence, period, now), people)
    return {cursor.reader_id for cursor in members} - already_sent


def _mailing(cadence: str, period: str, now: datetime) -> Mailing:
    """Return the mailing of the digest of `period`, created or reopened for more recipients."""
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
    """Return the period of the last digest that is due at `now`, and the number of earlier ones merged into it."""
    due, merged = cursor.next_at, 0
    while (following := digest_cursors.next_time(cursor.cadence, cursor.hour, cursor.zone, due)) <= now:
        due, merged = following, merged + 1
    return digest_cursors.period_key(cursor.cadence, due, cursor.zone), merged


def _stories_between(after: int, newest: int) -> list[PublishedStory]:
    """Return the visible stories first published after number `after`, in order, with their topics."""
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
    return [PublishedStory(seq, article, frozenset(of[article])) for seq, article, _section in rows]


def _known(topics: dict[int, int], things: Iterable[int]) -> set[int]:
    return {topics[thing] for thing in things if thing in topics}


def _wanted(readers: list[int], cadence: str) -> dict[int, dict[int, int]]:
    """Return, by reader, the topics of this digest, each with its subscription."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Subscription.objects.active().filter(reader__in=readers, cadence=cadence)
    for reader, topic, subscription in rows.values_list("reader_id", "topic_id", "pk"):
        found[reader][topic] = subscription
    return found


def _already_sent(cadence: str, period: str, known: dict[int, str]) -> set[int]:
    """Return the readers whose address already had the digest of this period."""
    rows = Delivery.objects.filter(
        mailing__kind=Mailing.Kind.DIGEST,
        mailing__cadence=cadence,
        mailing__period_key=period,
        address_hash__in=list(known.values()),
    )
    hashed = set(rows.values_list("address_hash", flat=True))
    return {reader for reader, address_hash in known.items() if address_hash in hashed}


def _sent_at_once(articles: list[int], known: dict[int, str]) -> set[tuple[str, int]]:
    """Return pairs of address and story that were mailed at once; failed and skipped deliveries do not count."""
    mailings = dict(
        Mailing.objects.filter(kind=Mailing.Kind.ARTICLE, article__in=articles).values_list("pk", "article_id")
    )
    rows = Delivery.objects.filter(mailing__in=mailings, address_hash__in=list(known.values()))
    gone: list[Any] = [Delivery.State.FAILED, Delivery.State.SKIPPED]
    found = rows.exclude(state__in=gone).values_list("address_hash", "mailing_id")
    return {(address_hash, mailings[mailing]) for address_hash, mailing in found}


def _move_cursors(taken: list[DigestCursor], seqs: dict[int, int], now: datetime) -> None:
    """Update the position and the next due time of each cursor."""
    times = [digest_cursors.next_time(cursor.cadence, cursor.hour, cursor.zone, now) for cursor in taken]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [[one.pk for one in taken], [seqs[one.pk] for one in taken], times])
