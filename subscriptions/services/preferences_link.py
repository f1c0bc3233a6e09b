"""The mailed link that opens the preferences page without signing in."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from outbox.transactional import send_transactional
from readers import tokens
from readers.guards import limits
from readers.guards.limits import Limit, TooOften
from readers.models import Reader

from .. import mail_kinds
from . import unsubscribing

BY_READER = Limit("subscribe-choices-link", 1, timedelta(minutes=10))


def link_for(reader: Reader) -> str:
    """Return the absolute URL of the page of `reader`; valid for a week, or until they sign out everywhere."""
    token = tokens.make(tokens.MANAGE, reader.public_id, v=reader.session_version)
    return settings.SITE_URL + reverse("subscriptions:choices_by_link", args=[token])


def reader_from_token(token: str) -> Reader:
    """Return the reader whose page `token` opens. Raises BadToken."""
    said = tokens.read(tokens.MANAGE, token)
    found = Reader.objects.filter(public_id=said.subject, session_version=said.data.get("v"))
    reader = found.exclude(state=Reader.State.ERASED).first()
    if reader is None:
        raise tokens.BadToken
    return reader


def mail_link(token: str) -> None:
    """Mail the link to the recipient of the mail with the unsubscribe token `token`, and not to who was forwarded it.

    At most once in ten minutes; more often it does nothing. Raises BadToken.
    """
    reader, _subscriptions = unsubscribing.resolve_token(token)
    if reader is None:
        return
    try:
        limits.take([(BY_READER, str(reader.public_id))])
    except TooOften:
        return
    never = settings.SITE_URL + reverse("subscriptions:leave", args=[unsubscribing.unsubscribe_all_token(reader)])
    context = {"link": link_for(reader), "never_link": never}
    send_transactional(mail_kinds.CHOICES.name, to=reader.email, context=context)
