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
from .consent import Origin, note

State: Any = Subscription.State

UNCONFIRMED_KEPT = timedelta(days=7)


def unsubscribe(reader: Reader, origin: Origin, subscriptions: Iterable[Subscription] | None = None) -> int:
    """End these subscriptions of `reader`, or all of them. Returns how many ended; none a second time.

    Waits for a mail that is being handed to them now, which is at most one call of the transport for each sender. When
    it is committed, nothing is handed over any more.
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
        note(ended, "unsubscribed", origin)
    return len(ended)


def leave_token(delivery: Delivery) -> str:
    """Return the token of the links in one mail: it ends what caused this mail, or everything, and opens nothing.

    It works for twenty years, and after a rotation of keys.
    """
    reader = delivery.reader.public_id.hex if delivery.reader else ""
    return tokens.make(tokens.UNSUBSCRIBE, delivery.public_id.hex, r=reader)


def leave_token_of(reader: Reader) -> str:
    """Return the token of the links in a mail that no delivery stands for: it ends everything."""
    return tokens.make(tokens.UNSUBSCRIBE, "", r=reader.public_id.hex)


def leaver(token: str) -> tuple[Reader | None, list[Subscription]]:
    """Return the reader whom a mail with `token` was to, and the subscriptions that caused it. Changes nothing.

    The reader is None if they are erased: there is nothing left to end. Raises BadToken.
    """
    said = tokens.read(tokens.UNSUBSCRIBE, token)
    reader = Reader.objects.filter(public_id=said.data.get("r") or None).exclude(state=Reader.State.ERASED).first()
    delivery = Delivery.objects.filter(public_id=said.subject or None).first()
    if reader is None:
        return None, []
    rows = reader.subscriptions.with_names()
    if delivery is not None:  # forgotten deliveries leave everything that stands
        rows = rows.filter(pk__in=delivery.subscription_ids)
    return reader, list(rows.order_by("pk"))


def is_of_mailing(token: str) -> bool:
    """Return whether `token` is of a mailing, and not of a mail that somebody asked for. Raises BadToken."""
    return bool(tokens.read(tokens.UNSUBSCRIBE, token).subject)


def leave(token: str, origin: Origin, *, everything: bool = False) -> int:
    """End what caused the mail with `token`, or everything; returns how many subscriptions ended. Raises BadToken."""
    reader, caused_by = leaver(token)
    if reader is None:
        return 0
    return unsubscribe(reader, origin, None if everything else caused_by)


def never_again(reader: Reader, origin: Origin) -> None:
    """End everything, and never again send `reader` any mail at all, not even a confirmation."""
    hashed = address_hash(reader.email_norm)
    with transaction.atomic():
        stop_sending_to(hashed)  # before the lock of the reader, as senders do
        unsubscribe(reader, origin)
        suppression.suppress(hashed, Scope.ALL, Reason.UNSUB_ALL, origin.form_id)


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Delete what nobody confirmed for a week. Returns how many subscriptions."""
    old = Subscription.objects.unconfirmed_since((now or timezone.now()) - UNCONFIRMED_KEPT)
    # Who once was subscribed and asked again keeps their trail: they left, and did not come back.
    again = old.filter(confirmed_at__isnull=False).update(state=State.UNSUBSCRIBED, changed_at=timezone.now())
    new = old.filter(confirmed_at__isnull=True)
    with transaction.atomic():
        keys = list(new.select_for_update(skip_locked=True).values_list("pk", flat=True)[:1000])
        gone = Subscription.objects.filter(pk__in=keys)
        consent.forget(gone)
        gone.delete()
    return again + len(keys)
