"""Sign-in by a mailed link: mail it, read it, use it. `sign_in_requests.py` takes the requests for one."""

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

BY_ADDRESS = [
    Limit("sign-in-address", 1, timedelta(minutes=3)),
    Limit("sign-in-address-day", 6, timedelta(days=1)),
]


def mail_link(address: str, next_page: str = "") -> bool:
    """Mail a link to the reader at `address`, and return whether it was: not to strangers, nor too often."""
    reader = Reader.objects.filter(email_norm=normalise(address)).first()
    if reader is None:
        return False
    whom = address_hash(comparable(address))
    with transaction.atomic():  # counter and mail together: a worker that is killed here repeats both
        try:
            limits.take([(limit, whom) for limit in BY_ADDRESS])
        except limits.TooOften:
            return False
        send_transactional(mail.SIGN_IN.name, to=reader.email, context={"link": link_for(reader, next_page)})
    return True


def link_for(reader: Reader, next_page: str = "") -> str:
    """Return the absolute URL of a page where `reader` can sign in once, within the hour."""
    token = tokens.make(tokens.SIGN_IN, reader.public_id, v=reader.session_version, next=next_page)
    return settings.SITE_URL + reverse("readers:follow_link", args=[token])


def read_token(token: str) -> tuple[Reader, str]:
    """Return the reader of `token` and the page they came from, without using the token. Raises BadToken."""
    return _reader(tokens.read(tokens.SIGN_IN, token))


def sign_in(token: str) -> tuple[Reader, str]:
    """Use `token` to sign in and verify the address; return the reader and the page they came from. Raises BadToken."""
    with transaction.atomic():
        reader, next_page = _reader(tokens.use(tokens.SIGN_IN, token))
        identity.verify(reader)
        _link_staff_account(reader)
    return reader, next_page


def _reader(token: tokens.Token) -> tuple[Reader, str]:
    """Return the reader, unless they signed out everywhere, changed their address or erased their data since."""
    living = Reader.objects.exclude(state=Reader.State.ERASED)
    reader = living.filter(public_id=token.subject, session_version=token.data.get("v", 0)).first()
    if reader is None:
        raise BadToken
    return reader, str(token.data.get("next", ""))


def _link_staff_account(reader: Reader) -> None:
    """Link the reader to the staff account with the same address, if there is exactly one."""
    if reader.user_id is not None:
        return
    people = get_user_model().objects.filter(email__iexact=reader.email, is_active=True, reader=None)
    found = [person for person in people[:2] if person.has_perm("wagtailadmin.access_admin")]
    if len(found) == 1:
        reader.user = found[0]
        reader.save(update_fields=["user"])
