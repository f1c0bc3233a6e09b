"""Change of a reader's address, which both the old and the new address must confirm."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outbox.addresses import address_hash, comparable, deliverable, masked, normalise
from outbox.transactional import send_transactional

from . import mail, tokens
from .guards import limits
from .guards.limits import Limit
from .models import AddressChange, Reader
from .tokens import BadToken

OLD, NEW = "old", "new"
BY_READER = Limit("change-address-reader", 3, timedelta(days=1))
BY_ADDRESS = Limit("change-address-to", 1, timedelta(days=1))


class AddressTaken(Exception):
    """The new address belongs to another reader. Only shown to a person who reads mail at both addresses."""


def request_change(reader: Reader, email: str) -> None:
    """Mail a link to the present address of `reader` and one to the new address. Replaces an earlier request.

    Raises ValidationError if `email` is not an address or is already theirs, and TooOften. The result does not reveal
    whether another reader has the address.
    """
    if normalise(email) == reader.email_norm:
        raise ValidationError(_("This is the address you have."))
    limits.take([(BY_READER, str(reader.public_id)), (BY_ADDRESS, address_hash(comparable(email)))])
    with transaction.atomic():
        AddressChange.objects.filter(reader=reader).delete()
        change = AddressChange.objects.create(reader=reader, email=deliverable(email))
        for side, kind, to in ((OLD, mail.LEAVE_ADDRESS, reader.email), (NEW, mail.TAKE_ADDRESS, change.email)):
            context = {"link": _link(change, side), "other": masked(change.email if side == OLD else reader.email)}
            send_transactional(kind.name, to=to, context=context)


def pending_change(token: str) -> tuple[AddressChange, str]:
    """Return the change that `token` is about, and its side: "old" or "new" address. Raises BadToken."""
    return _pending_change(tokens.read(tokens.CHANGE_ADDRESS, token))


def confirm(token: str) -> tuple[AddressChange, bool]:
    """Confirm one side, and change the address if the other side is confirmed, too. Idempotent.

    Return the change and whether it was made; it signs the reader out everywhere. Raises BadToken, and AddressTaken,
    which deletes the pending change.
    """
    try:
        with transaction.atomic():
            return _confirm(token)
    except IntegrityError:  # the unique address
        AddressChange.objects.filter(public_id=tokens.read(tokens.CHANGE_ADDRESS, token).subject).delete()
        raise AddressTaken from None


def _confirm(token: str) -> tuple[AddressChange, bool]:
    change, side = pending_change(token)
    reader = Reader.objects.select_for_update().get(pk=change.reader_id)
    change = AddressChange.objects.select_for_update().filter(pk=change.pk).first() or _raise_bad_token()
    field = f"{side}_confirmed_at"
    if getattr(change, field) is None:
        setattr(change, field, timezone.now())
        change.save(update_fields=[field])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return change, False
    now = timezone.now()
    Reader.objects.filter(pk=reader.pk).update(
        email=change.email,
        email_norm=normalise(change.email),
        verified_at=now,
        state=Reader.State.OK,
        bounce_score=0,
        last_bounce_day=None,
        session_version=F("session_version") + 1,
    )
    change.delete()
    return change, True


def _pending_change(token: tokens.Token) -> tuple[AddressChange, str]:
    side = token.data.get("side")
    change = AddressChange.objects.select_related("reader").filter(public_id=token.subject).first()
    if change is None or side not in {OLD, NEW} or change.reader.state == Reader.State.ERASED:
        raise BadToken
    return change, side


def _raise_bad_token() -> AddressChange:
    raise BadToken


def _link(change: AddressChange, side: str) -> str:
    token = tokens.make(tokens.CHANGE_ADDRESS, change.public_id, side=side)
    return settings.SITE_URL + reverse("readers:confirm_address", args=[token])
