"""Services that start subscriptions: pending ones, confirmed ones, ones of signed-in readers and imported ones."""

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
from outbox.addresses import address_hash, comparable, normalise
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
from .digest_cursors import DigestTime

State: Any = Subscription.State

# Mails to one mailbox, over all topics and spellings of the address.
CONFIRMATION_DAY = Limit("subscribe-confirmation-day", 1, timedelta(days=1))
CONFIRMATION_MONTH = Limit("subscribe-confirmation-month", 3, timedelta(days=30))
ALREADY = Limit("subscribe-already", 1, timedelta(days=30))


def fulfil_request(
    address: str,
    topics: Iterable[Topic],
    cadence: str,
    origin: Origin,
    source_article: Article | None = None,
    at: DigestTime = (None, ""),
) -> None:
    """Create the pending subscriptions of a request, and mail a link to confirm them.

    A mailbox is sent at most one confirmation a day and three a month, over all requests, spellings and topics. Beyond
    that the request is dropped.
    """
    if suppression.is_suppressed(address_hash(normalise(address)), Scope.ALL):
        return
    with transaction.atomic():  # counter and mail together: a worker that is killed here repeats both
        reader = identity.reader_for(address)
        wanted = list(topics)
        already_subscribed = reader.subscriptions.standing().filter(topic__in=wanted).count() == len(wanted)
        if not _may_mail(address_hash(comparable(address)), already_subscribed):
            return
        if already_subscribed:
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
    """Return the reader and the subscriptions that the confirmation `token` is about. Changes nothing.

    Subscriptions that have since ended or been requested again are left out. Raises BadToken.
    """
    return _subscriptions_of(tokens.read(tokens.CONFIRM, token))


def confirm(token: str, origin: Origin) -> tuple[Reader, list[Subscription]]:
    """Activate the subscriptions that `token` names, and return the reader and the active ones. Idempotent.

    This verifies the address of the reader, so that the view may sign them in. Raises BadToken.
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
    """Subscribe a signed-in reader without confirmation, and return the new subscriptions.

    Existing subscriptions get this cadence and are resumed. `zone` and `hour` are those of digests; they stay as they
    are if not given. Raises ValueError if the address of the reader is not verified.
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
    """Subscribe an address whose consent is on record elsewhere: `basis` says where. Return the new subscriptions.

    A topic that its reader has ever unsubscribed from, and a suppressed address, are left alone. Raises ValidationError
    without a basis or if this is not an address.
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


def _may_mail(mailbox: str, already_subscribed: bool) -> bool:
    """Count one mail to `mailbox` and return whether it may be sent. `already_subscribed`: nothing to confirm."""
    try:
        if already_subscribed:
            limits.take([(ALREADY, mailbox)])
        else:
            limits.take([(CONFIRMATION_DAY, mailbox)])  # alone: a refused mail must not count for the month
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
    """Create or reset pending subscriptions and return them. Topics that are subscribed to already are left out."""
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
    """Activate `rows`, and lift a suppression of the address that its owner had asked for."""
    now = timezone.now()
    for row in rows:
        row.state, row.confirmed_at, row.changed_at, row.paused_until = State.ACTIVE, now, now, None
        row.state_version += 1
        row.save(update_fields=["state", "cadence", "confirmed_at", "changed_at", "paused_until", "state_version"])
        digest_cursors.begin(reader, row.cadence)
    record_consent(rows, kind, origin, basis)
    if rows and kind != "imported":
        own_reasons = [Reason.UNSUB_ALL, Reason.ERASED]
        suppression.lift(address_hash(reader.email_norm), Scope.MARKETING, reasons=own_reasons)


def _subscriptions_of(token: tokens.Token, *, for_update: bool = False) -> tuple[Reader, list[Subscription]]:
    reader = Reader.objects.filter(public_id=token.subject).exclude(state=Reader.State.ERASED).first()
    if reader is None:
        raise tokens.BadToken
    versions = dict(token.data.get("s", []))
    rows = reader.subscriptions.with_names().filter(public_id__in=versions).order_by("pk")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    # Pending with the version of the link; or active and one version later: confirmed before by the same link.
    return reader, [
        row
        for row in rows
        if (row.state, row.state_version - versions[row.public_id.hex]) in {(State.PENDING, 0), (State.ACTIVE, 1)}
    ]


def _unsubscribe_url(reader: Reader) -> str:
    return _url("subscriptions:leave", unsubscribing.unsubscribe_all_token(reader))


def _url(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
