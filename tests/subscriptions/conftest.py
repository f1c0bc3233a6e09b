"""Subscribers, stories that are mailed, and transports that remember what they were given."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from articles import publishing
from articles.models import Article
from outbox import faults
from outbox.transports.files import MaildirTransport
from readers import identity
from readers.models import Reader
from subscriptions import freezing, joining, ledger, planning
from subscriptions.consent import Origin
from subscriptions.models import Mailing, Topic
from subscriptions.sending import MailingSender

BY_TEST = Origin("test")


@pytest.fixture(autouse=True)
def _no_faults() -> Iterator[None]:
    yield
    faults.disarm()


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
        joining.subscribe(reader, topics or [everything], cadence, BY_TEST, **options)
        return reader

    return subscribe


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> MaildirTransport:
    """Where mail goes: it remembers all of it."""
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


def make_subscribers(number: int, topic: Topic, cadence: str = "instant") -> None:
    """Make many subscribers quickly; they are reader0@example.org and so on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO readers_reader (public_id, email, email_norm, name, verified_at, state, bounce_score,"
            " session_version, created_at) SELECT gen_random_uuid(), address, address, '', now(), 'ok', 0, 1, now()"
            " FROM (SELECT 'reader' || n || '@example.org' AS address FROM generate_series(0, %s) n) made"
            " ON CONFLICT DO NOTHING",
            [number - 1],
        )
        cursor.execute(
            "INSERT INTO subscriptions_subscription (public_id, reader_id, topic_id, cadence, state, state_version,"
            " source, created_at, changed_at, confirmed_at) SELECT gen_random_uuid(), id, %s, %s, 'active', 1, '',"
            " now(), now(), now() FROM readers_reader WHERE email LIKE 'reader%%'",
            [topic.pk, cadence],
        )


def publish(story: Article) -> Article:
    """Publish the latest draft of `story`."""
    return publishing.publish(story.latest_revision)
