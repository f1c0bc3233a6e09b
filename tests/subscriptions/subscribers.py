"""Bulk creation of subscribers, and the origin of their consent."""

from django.db import connection

from articles.models import Article
from articles.services import publishing
from subscriptions.models import Topic
from subscriptions.services.consent import Origin

BY_TEST = Origin("test")


def make_subscribers(number: int, topic: Topic, cadence: str = "instant") -> None:
    """Create many subscribers quickly: reader0@example.org and so on."""
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
