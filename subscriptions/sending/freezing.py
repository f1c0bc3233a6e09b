"""Freezing: one transaction that fixes the recipients and the content of a mailing.

Candidates are read by a server-side cursor and written by COPY in chunks, so that a million of them take no more memory
than a thousand.
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
_ARTICLE_CANDIDATES = """
SELECT reader.id, reader.email, reader.email_norm, reader.state, array_agg(wanted.id)
FROM subscriptions_subscription wanted JOIN readers_reader reader ON reader.id = wanted.reader_id
WHERE wanted.topic_id = ANY(%(topics)s) AND wanted.state = 'active' AND wanted.cadence = 'instant'
  AND reader.email_norm IS NOT NULL
GROUP BY reader.id
"""

# Readers who were sent the story, at once or in a digest, by a subscription that is still active; and its followers.
_CORRECTION_CANDIDATES = """
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
class Candidate:
    """A reader who is to get a mailing, unless there is a reason against it."""

    reader: int
    email: str
    address_hash: str
    state: Any
    subscriptions: list[int]
    payload: str = "{}"  # JSON


def freeze_due(now: datetime | None = None) -> int:
    """Freeze mailings whose hold is over, breaking news first, and return how many were frozen.

    One that fails is paused, with the error for staff to read. One that is long overdue is paused, too: a mailing from
    a restored backup must not be sent automatically.
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
    """Fix the content and the recipients of a held mailing, and start sending; return False if it is no longer held.

    Every candidate gets a delivery or an exclusion with its reason. Of concurrent calls one freezes it. Raises
    content.TooLarge.
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
        row.prepared_n, row.excluded_n = add_candidates(row, _candidates_for(row))
        row.candidate_n = row.prepared_n + row.excluded_n
        row.state = Mailing.State.SENDING
        row.save()
    crash_points.reach("after_freeze")
    return True


def add_candidates(mailing: Mailing, candidates: Iterable[Candidate]) -> tuple[int, int]:
    """Write a delivery or an exclusion for each of `candidates`, and return the numbers of both.

    In the caller's transaction, which fails if one of them already has a delivery of this mailing.
    """
    prepared = excluded = 0
    for chunk in _chunks(candidates, CHUNK):
        reasons = _reasons_against(chunk)
        kept = [candidate for candidate in chunk if candidate.address_hash not in reasons]
        left_out = [candidate for candidate in chunk if candidate.address_hash in reasons]
        _copy(_COPY_DELIVERIES, (_delivery(mailing, candidate) for candidate in kept))
        _copy(
            _COPY_EXCLUSIONS,
            (
                (mailing.pk, candidate.reader, candidate.address_hash, reasons[candidate.address_hash])
                for candidate in left_out
            ),
        )
        prepared, excluded = prepared + len(kept), excluded + len(left_out)
        crash_points.reach("mid_freeze")
    return prepared, excluded


def address_hashes(normalised: list[str]) -> list[str]:
    """Return `outbox.addresses.address_hash` of each address, faster."""
    key = settings.ADDRESS_HASH_KEY.encode()
    return [hmac.digest(key, address.encode(), "sha256").hex() for address in normalised]


def _candidates_for(mailing: Mailing) -> Iterator[Candidate]:
    story = mailing.article
    if mailing.kind == Mailing.Kind.CORRECTION:
        topics = list(Topic.objects.filter(article=story).values_list("pk", flat=True))
        return _read(
            _CORRECTION_CANDIDATES, {"article": story.pk, "published": story.first_published_at, "topics": topics}
        )
    topics = list(Topic.objects.of(story).values_list("pk", flat=True))
    return _read(_ARTICLE_CANDIDATES, {"topics": topics})


def _read(sql: str, parameters: dict[str, Any]) -> Iterator[Candidate]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(CHUNK):
            for row, hashed in zip(rows, address_hashes([row[2] for row in rows]), strict=True):
                yield Candidate(row[0], row[1], hashed, row[3], row[4])


def _reasons_against(candidates: list[Candidate]) -> dict[str, str]:
    """Return, by address hash, the reason why some of `candidates` must not be mailed."""
    reasons: dict[str, str] = {
        candidate.address_hash: Reason.BOUNCING if candidate.state == Reader.State.BOUNCING else Reason.BAD_ADDRESS
        for candidate in candidates
        if candidate.state == Reader.State.BOUNCING or not renderer.can_be_addressed(candidate.email)
    }
    with connection.cursor() as cursor:  # one array, where the ORM would write thousands of parameters
        cursor.execute(_SUPPRESSED, [[candidate.address_hash for candidate in candidates]])
        return reasons | {row[0]: Reason.SUPPRESSED.value for row in cursor.fetchall()}


def _delivery(mailing: Mailing, candidate: Candidate) -> tuple[Any, ...]:
    return (
        uuid7(), mailing.pk, candidate.reader, candidate.address_hash, candidate.email, candidate.subscriptions,
        candidate.payload, "pending", 0, "", "", "",
    )  # fmt: skip


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _chunks(candidates: Iterable[Candidate], size: int) -> Iterator[list[Candidate]]:
    chunk: list[Candidate] = []
    for candidate in candidates:
        chunk.append(candidate)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
