"""The moment at which a mailing's people and words are fixed: one transaction, all or nothing.

People are read by a cursor on the server and written by COPY, some thousands at a time, so that a million of them take
no more memory than a thousand.
"""

import hmac
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from uuid6 import uuid7

from outbox import crash_points
from readers.models import Reader

from ..models import Mailing, MailingExclusion, Topic
from ..services import mailing_control
from . import renderer

logger = logging.getLogger(__name__)

Reason: Any = MailingExclusion.Reason

CHUNK = 1_000  # five times as many are hardly faster, and take 9 MB more

# Both yield one row for a reader: id, email, email_norm, state, and the subscriptions that cause the mail.
_ARTICLE_PEOPLE = """
SELECT reader.id, reader.email, reader.email_norm, reader.state, array_agg(wanted.id)
FROM subscriptions_subscription wanted JOIN readers_reader reader ON reader.id = wanted.reader_id
WHERE wanted.topic_id = ANY(%(topics)s) AND wanted.state = 'active' AND wanted.cadence = 'instant'
  AND reader.email_norm IS NOT NULL
GROUP BY reader.id
"""

# Who was sent the story, at once or in a digest, and still has what caused it; and who follows the story.
_CORRECTION_PEOPLE = """
SELECT reader.id, reader.email, reader.email_norm, reader.state, array_agg(DISTINCT wanted.id)
FROM subscriptions_subscription wanted JOIN readers_reader reader ON reader.id = wanted.reader_id
WHERE wanted.state = 'active' AND reader.email_norm IS NOT NULL AND wanted.id IN (
    SELECT unnest(delivery.subscription_ids)
    FROM subscriptions_delivery delivery JOIN subscriptions_mailing mailing ON mailing.id = delivery.mailing_id
    WHERE delivery.state IN ('sent', 'uncertain') AND (
        (mailing.kind = 'article' AND mailing.article_id = %(article)s)
        OR (mailing.kind = 'digest' AND mailing.frozen_at >= %(published)s
            AND delivery.payload -> 'articles' @> to_jsonb(%(article)s::bigint)))
    UNION
    SELECT id FROM subscriptions_subscription WHERE topic_id = ANY(%(topics)s)
)
GROUP BY reader.id
"""

_COPY_DELIVERIES = """
COPY subscriptions_delivery
    (public_id, mailing_id, reader_id, address_hash, to_email, subscription_ids, payload, state, attempt,
     last_code, last_text, provider_id)
FROM STDIN
"""
_SUPPRESSED = "SELECT address_hash FROM outbox_suppression WHERE address_hash = ANY(%s)"
_COPY_EXCLUSIONS = "COPY subscriptions_mailingexclusion (mailing_id, reader_id, address_hash, reason) FROM STDIN"


@dataclass(frozen=True)
class Person:
    """Somebody who wants a mailing, and what they are to get."""

    reader: int
    email: str
    address_hash: str
    state: Any
    subscriptions: list[int]
    payload: str = "{}"  # JSON


def freeze_due(now: datetime | None = None) -> int:
    """Freeze what is held until a time that has come, breaking news first; returns how many mailings were.

    One that cannot be frozen is paused, with the reason for staff to read, and the next one is tried. One that is long
    overdue is paused, too: what comes back with a restored backup must not go out by itself.
    """
    now = now or timezone.now()
    frozen = 0
    for mailing in Mailing.objects.due_to_freeze(now):
        if mailing.not_after and mailing.not_after < now:
            mailing_control.pause(mailing, Mailing.PauseReason.STALE)
            continue
        try:
            frozen += freeze(mailing)
        except Exception as error:
            logger.exception("Mailing %s cannot be frozen", mailing.public_id)
            mailing_control.pause(mailing, Mailing.PauseReason.BROKEN, str(error) or repr(error))
    return frozen


def due_times() -> Any:
    """Return the moment at which the next mailing is to be frozen, as a query of one column."""
    held = Mailing.objects.filter(state=Mailing.State.HELD, hold_until__isnull=False)
    return held.order_by("hold_until").values_list("hold_until")[:1]


def freeze(mailing: Mailing) -> bool:
    """Fix the words and the people of a held mailing, and let it be sent; False if it is not held any more.

    Everybody who wants it is prepared or, with the reason, left out. Of two at the same time one does it. Raises
    wording.TooLarge.
    """
    with transaction.atomic():
        held = Mailing.objects.select_for_update(of=("self",)).filter(state=Mailing.State.HELD)
        row = held.select_related("article", "correction").filter(pk=mailing.pk).first()
        if row is None or row.is_frozen:
            return False
        if row.article is None or not row.article.is_published():
            mailing_control.cancel(row)
            return False
        row.frozen_at = timezone.now()
        renderer.write(row)
        row.prepared_n, row.excluded_n = add_people(row, _people_of(row))
        row.candidate_n = row.prepared_n + row.excluded_n
        row.state = Mailing.State.SENDING
        row.save()
    crash_points.reach("after_freeze")
    return True


def add_people(mailing: Mailing, people: Iterable[Person]) -> tuple[int, int]:
    """Write a delivery, or the reason why there is none, for each of `people`; returns how many of both.

    In the caller's transaction, which fails if one of them has a delivery of this mailing already.
    """
    prepared = excluded = 0
    for chunk in _chunks(people, CHUNK):
        reasons = _reasons_against(chunk)
        kept = [person for person in chunk if person.address_hash not in reasons]
        left_out = [person for person in chunk if person.address_hash in reasons]
        _copy(_COPY_DELIVERIES, (_delivery(mailing, person) for person in kept))
        _copy(
            _COPY_EXCLUSIONS,
            ((mailing.pk, person.reader, person.address_hash, reasons[person.address_hash]) for person in left_out),
        )
        prepared, excluded = prepared + len(kept), excluded + len(left_out)
        crash_points.reach("mid_freeze")
    return prepared, excluded


def hashes(normalised: list[str]) -> list[str]:
    """Return what `outbox.addresses.address_hash` returns for each, for many."""
    key = settings.ADDRESS_HASH_KEY.encode()
    return [hmac.digest(key, address.encode(), "sha256").hex() for address in normalised]


def _people_of(mailing: Mailing) -> Iterator[Person]:
    story = mailing.article
    if mailing.kind == Mailing.Kind.CORRECTION:
        topics = list(Topic.objects.filter(article=story).values_list("pk", flat=True))
        return _read(_CORRECTION_PEOPLE, {"article": story.pk, "published": story.first_published_at, "topics": topics})
    topics = list(Topic.objects.of(story).values_list("pk", flat=True))
    return _read(_ARTICLE_PEOPLE, {"topics": topics})


def _read(sql: str, parameters: dict[str, Any]) -> Iterator[Person]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(CHUNK):
            for row, hashed in zip(rows, hashes([row[2] for row in rows]), strict=True):
                yield Person(row[0], row[1], hashed, row[3], row[4])


def _reasons_against(people: list[Person]) -> dict[str, str]:
    """Return, by the hash of the address, why some of `people` must not be mailed."""
    reasons: dict[str, str] = {
        person.address_hash: Reason.BOUNCING if person.state == Reader.State.BOUNCING else Reason.BAD_ADDRESS
        for person in people
        if person.state == Reader.State.BOUNCING or not renderer.can_be_addressed(person.email)
    }
    with connection.cursor() as cursor:  # one array, where the ORM would write thousands of parameters
        cursor.execute(_SUPPRESSED, [[person.address_hash for person in people]])
        return reasons | {row[0]: Reason.SUPPRESSED.value for row in cursor.fetchall()}


def _delivery(mailing: Mailing, person: Person) -> tuple[Any, ...]:
    return (
        uuid7(), mailing.pk, person.reader, person.address_hash, person.email, person.subscriptions, person.payload,
        "pending", 0, "", "", "",
    )  # fmt: skip


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _chunks(people: Iterable[Person], size: int) -> Iterator[list[Person]]:
    chunk: list[Person] = []
    for person in people:
        chunk.append(person)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
