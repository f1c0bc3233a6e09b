"""Subscribers, stories that are mailed, and where the mail goes: for the tests of mail and of the desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article
from outbox.transports.files import MaildirTransport
from readers import identity
from readers.models import Reader
from subscriptions.models import Mailing, Topic
from subscriptions.sending import freezing, ledger
from subscriptions.sending.sender import MailingSender
from subscriptions.services import planning, subscribing
from tests.subscriptions.subscribers import BY_TEST


@pytest.fixture
def everything(paper: Any) -> Topic:
    """The topic of all stories."""
    return Topic.objects.everything()


@pytest.fixture
def subscribe(everything: Topic) -> Callable[..., Reader]:
    """Subscribe somebody: to all stories at once, unless told otherwise."""

    def subscribe(email: str = "jane@example.org", *topics: Topic, cadence: str = "instant", **options: Any) -> Reader:
        reader = identity.reader_for(email)
        identity.verify(reader)
        subscribing.subscribe(reader, topics or [everything], cadence, BY_TEST, **options)
        return reader

    return subscribe


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> MaildirTransport:
    """Return the transport of all mail, which keeps each message."""
    settings.EMAIL_URL = f"maildir://{tmp_path}/maildir"
    return MaildirTransport(tmp_path / "maildir")


@pytest.fixture
def mail_story(make_story: Callable[..., Article]) -> Callable[..., Mailing]:
    """Publish a story and freeze its mailing."""

    def mail(headline: str = "Seven countries share winter gas", **fields: Any) -> Mailing:
        mailing = planning.plan_mailing(make_story(headline, **fields), breaking=True)
        assert freezing.freeze(mailing)
        mailing.refresh_from_db()
        return mailing

    return mail


@pytest.fixture
def send_all(maildir: MaildirTransport) -> Callable[..., Mailing]:
    """Send until nothing is due, and count."""

    def send(mailing: Mailing, transport: Any = None) -> Mailing:
        sender = MailingSender(transport or maildir)
        while sender.send_some():
            pass
        return ledger.recount(mailing)

    return send
