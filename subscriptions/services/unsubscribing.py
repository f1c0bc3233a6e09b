"""Unsubscribing. The lock first: what is answered is true of every mail after the commit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from outbox import suppression
from outbox.addresses import address_hash
from outbox.locks import stop_sending_to
from outbox.suppression import Reason, Scope
from readers import tokens
from readers.models import Reader

from ..models import Delivery, Subscription
from . import consent, locks
from .consent import Origin, record_consent

State: Any = Subscription.State

UNCONFIRMED_KEPT = timedelta(days=7)


def unsubscribe(reader: Reader, origin: Origin, subscriptions: Iterable[Subscription] | None = None) -> int:
    """End these subscriptions of `reader`, or all of them, and return how many ended. Idempotent.

    Waits for mails to the reader that are being handed over, at most one call of the transport for each sender. Once
    the transaction is committed, no mail of them is handed over.
    """
    with transaction.atomic():
        locks.stop_reader(reader.pk)
        rows = reader.subscriptions.exclude(state=State.UNSUBSCRIBED).with_names()
        if subscriptions is not None:
            rows = rows.filter(pk__in=[subscription.pk for subscription in subscriptions])
        ended = list(rows.select_for_update(of=("self",)))
        now = timezone.now()
        for row in ended:
            row.state, row.paused_until, row.unsubscribed_at, row.changed_at = State.UNSUBSCRIBED, None, now, now
            row.state_version += 1
        Subscription.objects.bulk_update(
            ended, ["state", "paused_until", "unsubscribed_at", "changed_at", "state_version"]
        )
        record_consent(ended, "unsubscribed", origin)
    return len(ended)


def unsubscribe_token(delivery: Delivery) -> str:
    """Return the unsubscribe token of one delivery: it ends the subscriptions that caused it or all, and opens no page.

    It works for twenty years, and after a rotation of keys.
    """
    reader = delivery.reader.public_id.hex if delivery.reader else ""
    return tokens.make(tokens.UNSUBSCRIBE, delivery.public_id.hex, r=reader)


def unsubscribe_all_token(reader: Reader) -> str:
    """Return the unsubscribe token of transactional mail, which has no delivery: it ends all subscriptions."""
    return tokens.make(tokens.UNSUBSCRIBE, "", r=reader.public_id.hex)


def resolve_token(token: str) -> tuple[Reader | None, list[Subscription]]:
    """Return the recipient of the mail with `token`, and the subscriptions that caused it. Changes nothing.

    The reader is None if their data were erased. Raises BadToken.
    """
    said = tokens.read(tokens.UNSUBSCRIBE, token)
    reader = Reader.objects.filter(public_id=said.data.get("r") or None).exclude(state=Reader.State.ERASED).first()
    delivery = Delivery.objects.filter(public_id=said.subject or None).first()
    if reader is None:
        return None, []
    rows = reader.subscriptions.with_names()
    if delivery is not None:  # without its delivery the token is about all subscriptions
        rows = rows.filter(pk__in=delivery.subscription_ids)
    return reader, list(rows.order_by("pk"))


def is_mailing_token(token: str) -> bool:
    """Return whether `token` is of a mailing, and not of a mail that somebody asked for. Raises BadToken."""
    return bool(tokens.read(tokens.UNSUBSCRIBE, token).subject)


def unsubscribe_by_token(token: str, origin: Origin, *, everything: bool = False) -> int:
    """End the subscriptions that caused the mail with `token`, or all; return how many ended. Raises BadToken."""
    reader, caused_by = resolve_token(token)
    if reader is None:
        return 0
    return unsubscribe(reader, origin, None if everything else caused_by)


def suppress_all_mail(reader: Reader, origin: Origin) -> None:
    """End everything, and never again send `reader` any mail at all, not even a confirmation."""
    hashed = address_hash(reader.email_norm)
    with transaction.atomic():
        stop_sending_to(hashed)  # before the lock of the reader, as senders do
        unsubscribe(reader, origin)
        suppression.suppress(hashed, Scope.ALL, Reason.UNSUB_ALL, origin.form_id)


def delete_unconfirmed(now: datetime | None = None) -> int:
    """Delete subscriptions that were not confirmed for a week, and return how many."""
    old = Subscription.objects.unconfirmed_since((now or timezone.now()) - UNCONFIRMED_KEPT)
    # A former subscriber who asked again keeps the log of consent: they are unsubscribed, as before.
    again = old.filter(confirmed_at__isnull=False).update(state=State.UNSUBSCRIBED, changed_at=timezone.now())
    new = old.filter(confirmed_at__isnull=True)
    with transaction.atomic():
        keys = list(new.select_for_update(skip_locked=True).values_list("pk", flat=True)[:1000])
        gone = Subscription.objects.filter(pk__in=keys)
        consent.anonymise(gone)
        gone.delete()
    return again + len(keys)
