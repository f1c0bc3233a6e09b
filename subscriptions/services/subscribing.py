"""How somebody comes to get mail. `request_subscription` is the only door for an address that nobody has proved.

It answers the same for every address. Everything that depends on the address happens later, in the worker
(`fulfil_request`), where nobody can time it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from outbox import suppression
from outbox.addresses import address_hash, comparable, deliverable, normalise
from outbox.suppression import Reason, Scope
from outbox.transactional import send_transactional
from readers import identity, tokens
from readers.guards import limits
from readers.guards.limits import Limit, TooOften
from readers.models import Reader

from .. import mail_kinds
from ..models import Subscription, Topic
from . import digest_cursors, locks, preferences, unsubscribing
from .consent import Origin, record_consent

logger = logging.getLogger(__name__)

State: Any = Subscription.State

DigestTime = tuple[int | None, str]  # hour and zone; None and "" where nothing was chosen

MAX_TOPICS = 12  # of one request; a confirmation link names each

# The reach of one sender, of one mail domain and of everybody, counted before anything is looked up.
BY_NETWORK_HOUR = Limit("subscribe-network-hour", 5, timedelta(hours=1))
BY_NETWORK_DAY = Limit("subscribe-network-day", 20, timedelta(days=1))
BY_DOMAIN = Limit("subscribe-domain", 50, timedelta(hours=1))
BY_SITE = Limit("subscribe-site", 500, timedelta(hours=1))
BY_SITE_UNPAID = Limit("subscribe-site-unpaid", 100, timedelta(hours=1))
# What one mailbox can be sent, over all topics and spellings.
CONFIRMATION_DAY = Limit("subscribe-confirmation-day", 1, timedelta(days=1))
CONFIRMATION_MONTH = Limit("subscribe-confirmation-month", 3, timedelta(days=30))
ALREADY = Limit("subscribe-already", 1, timedelta(days=30))

LARGE_DOMAINS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "icloud.com", "yahoo.com", "gmx.de", "web.de"})


def request_subscription(
    email: str,
    topics: Iterable[Topic],
    cadence: str,
    origin: Origin,
    *,
    source_article: Article | None = None,
    at: DigestTime = (None, ""),
    paid: bool = False,
) -> None:
    """Take the wish of somebody who says that `email` is theirs. They get one mail, with a link to confirm.

    `at` is the hour and the zone of a digest, if they chose them. `paid`: their browser paid for the form with a proof
    of work; of those that did not, as without scripts, fewer are let in.
    Call it in the short transaction that spends the form, when the form's guards (`readers.guards`) have let it pass:
    the counters of everybody are held until its end. Says nothing about the address, and nothing about limits: what is
    over one is dropped. Raises ValidationError if this is not an address, or if there are no topics or more than
    MAX_TOPICS.
    """
    from .. import tasks

    address = deliverable(email)
    keys = [topic.pk for topic in topics]
    if not 0 < len(keys) <= MAX_TOPICS:
        raise ValidationError(_("Choose at least one subject and at most %(most)s."), params={"most": MAX_TOPICS})
    try:
        limits.take(_claims(address, origin, paid))
    except TooOften as over:
        logger.warning("A wish to subscribe was dropped: %s until %s", over.limit.name, over.until)
        return
    tasks.fulfil_request.defer(
        address=address,
        topic_ids=keys,
        cadence=Subscription.cadence.field.to_python(cadence),
        origin=vars(origin),
        article_id=source_article and source_article.pk,
        at=list(at),
    )


def fulfil_request(
    address: str,
    topics: Iterable[Topic],
    cadence: str,
    origin: Origin,
    source_article: Article | None = None,
    at: DigestTime = (None, ""),
) -> None:
    """Do what was asked: rows that wait for confirmation, and one mail, if this mailbox may be sent one now.

    Whatever the number of requests, spellings and topics, a mailbox is sent one confirmation a day, three a month.
    """
    if suppression.is_suppressed(address_hash(normalise(address)), Scope.ALL):
        return
    with transaction.atomic():  # what is counted was mailed: a worker that is killed here does it again
        reader = identity.reader_for(address)
        wanted = list(topics)
        settled = reader.subscriptions.standing().filter(topic__in=wanted).count() == len(wanted)
        if not _may_mail(address_hash(comparable(address)), settled):
            return
        if settled:
            links = {"link": _url("readers:sign_in"), "never_link": _unsubscribe_url(reader)}
            send_transactional(mail_kinds.ALREADY.name, to=address, context=links)
            return
        rows = _create_pending(reader, wanted, cadence, origin, source_article)
        token = tokens.make(
            tokens.CONFIRM, reader.public_id, s=[[row.public_id.hex, row.state_version] for row in rows], at=at
        )
        links = {"link": _url("subscriptions:confirm", token), "never_link": _unsubscribe_url(reader)}
        send_transactional(mail_kinds.CONFIRM.name, to=address, context=links)


def subscriptions_to_confirm(token: str) -> tuple[Reader, list[Subscription]]:
    """Return whose confirmation `token` is, and the subscriptions it confirms, for the page that asks. Changes nothing.

    Those that were taken back or asked for anew since are left out. Raises BadToken.
    """
    return _subscriptions_of(tokens.read(tokens.CONFIRM, token))


def confirm(token: str, origin: Origin) -> tuple[Reader, list[Subscription]]:
    """Let the subscriptions that `token` names begin. Twice does no harm. Returns the reader and what is now active.

    The reader has shown that they read mail at the address; the view may sign them in. Raises BadToken.
    """
    with transaction.atomic():
        said = tokens.use(tokens.CONFIRM, token)
        reader, rows = _subscriptions_of(said, for_update=True)
        begun = [row for row in rows if row.state == State.PENDING]
        _activate(reader, begun, "confirmed", origin)
        hour, zone = said.data.get("at", (None, ""))
        for cadence in {row.cadence for row in begun}:
            digest_cursors.set_time(reader, cadence, zone=zone, hour=hour)
        identity.verify(reader)
    return reader, rows


def subscribe(
    reader: Reader,
    topics: Iterable[Topic],
    cadence: str,
    origin: Origin,
    *,
    source_article: Article | None = None,
    zone: str = "",
    hour: int | None = None,
) -> list[Subscription]:
    """Let subscriptions begin at once, for a reader who is signed in and so is known to read mail at the address.

    What stands already gets this cadence, and is no longer paused. `zone` and `hour` are of digests, and kept as they
    are if not given. Returns what is new. Raises ValueError if the address is not known to be theirs.
    """
    if not reader.is_verified:
        raise ValueError("This reader has not confirmed the address.")
    wanted = list(topics)
    with transaction.atomic():
        for standing in reader.subscriptions.standing().with_names().filter(topic__in=wanted):
            preferences.resume(standing, origin)
            preferences.change_cadence(standing, cadence, origin)
        rows = _create_pending(reader, wanted, cadence, origin, source_article)
        _activate(reader, rows, "signed_in", origin)
        digest_cursors.set_time(reader, cadence, zone=zone, hour=hour)
    return rows


def import_subscriber(
    email: str, topics: Iterable[Topic], cadence: str, *, basis: str, origin: Origin
) -> list[Subscription]:
    """Let staff subscribe somebody whose consent is on record elsewhere; `basis` says where.

    Who ever unsubscribed, or must not be mailed, is left alone. Raises ValidationError without a basis or an address.
    """
    if not basis.strip():
        raise ValidationError(_("Say where the consent of these people is on record."))
    with transaction.atomic():
        reader = identity.reader_for(email)
        if suppression.is_suppressed(address_hash(reader.email_norm), Scope.MARKETING):
            return []
        known = set(reader.subscriptions.exclude(state=State.PENDING).values_list("topic_id", flat=True))
        rows = _create_pending(
            reader, [topic for topic in topics if topic.pk not in known], cadence, origin, None, record_request=False
        )
        _activate(reader, rows, "imported", origin, basis)
    return rows


def _claims(address: str, origin: Origin, paid: bool) -> list[tuple[Limit, str]]:
    domain = comparable(address).rpartition("@")[2]
    claims = [(BY_NETWORK_HOUR, origin.network), (BY_NETWORK_DAY, origin.network), (BY_SITE, "")]
    claims += [] if paid else [(BY_SITE_UNPAID, "")]
    return claims if domain in LARGE_DOMAINS else [*claims, (BY_DOMAIN, domain)]


def _may_mail(mailbox: str, settled: bool) -> bool:
    """Count one mail to `mailbox`, and tell whether it may be sent. `settled`: there is nothing to confirm."""
    try:
        if settled:
            limits.take([(ALREADY, mailbox)])
        else:
            limits.take([(CONFIRMATION_DAY, mailbox)])  # alone: what it refuses must not use up the month
            limits.take([(CONFIRMATION_MONTH, mailbox)])
    except TooOften:
        return False
    return True


def _create_pending(
    reader: Reader,
    topics: list[Topic],
    cadence: str,
    origin: Origin,
    source_article: Article | None,
    *,
    record_request: bool = True,
) -> list[Subscription]:
    """Make, or make anew, the rows that wait for a yes, and return them. What stands already is left out."""
    locks.stop_reader(reader.pk)
    now = timezone.now()
    known = {row.topic_id: row for row in reader.subscriptions.select_for_update().filter(topic__in=topics)}
    rows = []
    for topic in topics:
        row = known.get(topic.pk) or Subscription(
            reader=reader, topic=topic, source=origin.form_id[:40], source_article=source_article, state_version=0
        )
        if row.state in {State.ACTIVE, State.PAUSED}:
            continue
        row.topic, row.state, row.cadence, row.changed_at = topic, State.PENDING, cadence, now
        row.state_version += 1
        row.save()
        rows.append(row)
    if record_request:
        record_consent(rows, "requested", origin)
    return rows


def _activate(reader: Reader, rows: list[Subscription], kind: str, origin: Origin, basis: str = "") -> None:
    """Make `rows` active, and let the address be mailed again if it was only its owner who had forbidden it."""
    now = timezone.now()
    for row in rows:
        row.state, row.confirmed_at, row.changed_at, row.paused_until = State.ACTIVE, now, now, None
        row.state_version += 1
        row.save(update_fields=["state", "cadence", "confirmed_at", "changed_at", "paused_until", "state_version"])
        digest_cursors.begin(reader, row.cadence)
    record_consent(rows, kind, origin, basis)
    if rows and kind != "imported":
        forbade = [Reason.UNSUB_ALL, Reason.ERASED]
        suppression.lift(address_hash(reader.email_norm), Scope.MARKETING, reasons=forbade)


def _subscriptions_of(token: tokens.Token, *, for_update: bool = False) -> tuple[Reader, list[Subscription]]:
    reader = Reader.objects.filter(public_id=token.subject).exclude(state=Reader.State.ERASED).first()
    if reader is None:
        raise tokens.BadToken
    versions = dict(token.data.get("s", []))
    rows = reader.subscriptions.with_names().filter(public_id__in=versions).order_by("pk")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    # Confirmed before by the same link: one version on, and active.
    return reader, [
        row
        for row in rows
        if (row.state, row.state_version - versions[row.public_id.hex]) in {(State.PENDING, 0), (State.ACTIVE, 1)}
    ]


def _unsubscribe_url(reader: Reader) -> str:
    return _url("subscriptions:leave", unsubscribing.unsubscribe_all_token(reader))


def _url(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
