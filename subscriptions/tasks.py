"""Jobs of the queue: subscription requests, and deletion of old data. Mailings need none: the worker reads rows."""

import logging
from typing import Any

from procrastinate.contrib.django import app

from articles.models import Article
from outbox.retry_strategy import DATABASE_AWAY, RetryWhenDatabaseReturns

from .models import Topic
from .services import retention, subscribing
from .services.consent import Origin

logger = logging.getLogger(__name__)


@app.task(queue="mail", priority=40, retry=RetryWhenDatabaseReturns())
def fulfil_request(
    address: str,
    topic_ids: list[int],
    cadence: str,
    origin: dict[str, str],
    article_id: int | None = None,
    at: Any = (None, ""),
) -> None:
    """Fulfil a subscription request. An error is logged and not kept with the job, which holds the address."""
    try:
        topics = Topic.objects.with_names().filter(pk__in=topic_ids)
        article: Any = Article.objects.filter(pk=article_id).first() if article_id else None
        subscribing.fulfil_request(address, topics, cadence, Origin(**origin), article, at=(at[0], at[1]))
    except DATABASE_AWAY:
        raise
    except Exception as error:
        logger.error("A wish to subscribe could not be fulfilled: %s", type(error).__name__)


@app.periodic(cron="41 * * * *")
@app.task(queue="upkeep")
def tidy(timestamp: int) -> None:
    """Delete data that is too old to matter."""
    retention.delete_expired()
