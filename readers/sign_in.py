"""Signing in by a mailed link. Whoever asks gets one answer, whatever the address: the work is done in the queue."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from outbox.addresses import address_hash, comparable, normalise
from outbox.transactional import send_transactional

from . import identity, mail, tokens
from .guards import limits
from .guards.limits import Limit
from .models import Reader
from .tokens import BadToken

BY_NETWORK = [
    Limit("sign-in-network-hour", 5, timedelta(hours=1)),
    Limit("sign-in-network-day", 20, timedelta(days=1)),
]
BY_ADDRESS = [
    Limit("sign-in-address", 1, timedelta(minutes=3)),
    Limit("sign-in-address-day", 6, timedelta(days=1)),
]


def ask(address: str, network: str, next_page: str = "") -> None:
    """Have a link mailed to whoever reads mail at `address`, if they are known here; nobody is told whether they are.

    Raises TooOften if too many were asked for from `network`, and ValidationError if this is not an address.
    """
    from .tasks import mail_sign_in_link

    normalise(address)
    limits.take([(limit, network) for limit in BY_NETWORK])
    mail_sign_in_link.defer(address=address, next_page=next_page)


def mail_link(address: str, next_page: str = "") -> bool:
    """Mail the link if there is a reader at `address` and they were not mailed one just now; whether it was."""
    reader = Reader.objects.filter(email_norm=normalise(address)).first()
    if reader is None:
        return False
    whom = address_hash(comparable(address))
    with transaction.atomic():  # what is counted was mailed: a worker that is killed here does it again
        try:
            limits.take([(limit, whom) for limit in BY_ADDRESS])
        except limits.TooOften:
            return False
        send_transactional(mail.SIGN_IN.name, to=reader.email, context={"link": link_for(reader, next_page)})
    return True


def link_for(reader: Reader, next_page: str = "") -> str:
    """Return the whole address of a page where `reader` can sign in once, within the hour."""
    token = tokens.make(tokens.SIGN_IN, reader.public_id, v=reader.session_version, next=next_page)
    return settings.SITE_URL + reverse("readers:follow_link", args=[token])


def read_token(token: str) -> tuple[Reader, str]:
    """Return who may sign in by `token`, and where they wanted to go. Changes nothing. Raises BadToken."""
    return _reader(tokens.read(tokens.SIGN_IN, token))


def sign_in(token: str) -> tuple[Reader, str]:
    """Spend `token`: the reader has shown that they read mail at their address. Raises BadToken."""
    with transaction.atomic():
        reader, next_page = _reader(tokens.use(tokens.SIGN_IN, token))
        identity.verify(reader)
        _link_staff_account(reader)
    return reader, next_page


def _reader(token: tokens.Token) -> tuple[Reader, str]:
    """Find the reader, unless they signed out everywhere, took another address or left since the link was mailed."""
    living = Reader.objects.exclude(state=Reader.State.ERASED)
    reader = living.filter(public_id=token.subject, session_version=token.data.get("v", 0)).first()
    if reader is None:
        raise BadToken
    return reader, str(token.data.get("next", ""))


def _link_staff_account(reader: Reader) -> None:
    """Link the reader to the account of the member of staff who has the same address, if there is exactly one."""
    if reader.user_id is not None:
        return
    people = get_user_model().objects.filter(email__iexact=reader.email, is_active=True, reader=None)
    found = [person for person in people[:2] if person.has_perm("wagtailadmin.access_admin")]
    if len(found) == 1:
        reader.user = found[0]
        reader.save(update_fields=["user"])
