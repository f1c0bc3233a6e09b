"""Subscription requests for addresses that are not verified: limits, and a job for the worker.

`request_subscription` is the only way in for such an address. It answers the same for every address: all work that
depends on the address is done later, in the worker (`subscribing.fulfil_request`), where its timing cannot be observed.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from outbox.addresses import comparable, deliverable
from readers.guards import limits
from readers.guards.limits import Limit, TooOften

from ..models import Subscription, Topic
from ..tasks import fulfil_request
from .consent import Origin
from .digest_cursors import DigestTime

logger = logging.getLogger(__name__)

MAX_TOPICS = 12  # of one request; a confirmation link names each

# One client network, one mail domain and the whole site: counted before anything about the address is looked up.
BY_NETWORK_HOUR = Limit("subscribe-network-hour", 5, timedelta(hours=1))
BY_NETWORK_DAY = Limit("subscribe-network-day", 20, timedelta(days=1))
BY_DOMAIN = Limit("subscribe-domain", 50, timedelta(hours=1))
BY_SITE = Limit("subscribe-site", 500, timedelta(hours=1))
BY_SITE_UNPAID = Limit("subscribe-site-unpaid", 100, timedelta(hours=1))

LARGE_DOMAINS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "icloud.com", "yahoo.com", "gmx.de", "web.de"})


def request_subscription(
    email: str,
    topics: Iterable[Topic],
    cadence: str,
    origin: Origin,
    *,
    source_article: Article | None = None,
    at: DigestTime = (None, ""),
    paid: bool = False,
) -> None:
    """Request a subscription for an address that the caller has not proved to be theirs.

    The worker mails the address one link to confirm. `at` is the hour and the zone of a digest, if they chose them.
    `paid`: the browser solved the proof of work of the form; of requests without one, fewer are accepted.
    Call it in the short transaction that spends the form token, after the form's guards (`readers.guards`) have passed:
    it holds the site-wide counters until that transaction ends. The result never depends on the address, and a request
    over a limit is dropped without a word. Raises ValidationError if this is not an address, or if there are no topics
    or more than MAX_TOPICS.
    """
    address = deliverable(email)
    keys = [topic.pk for topic in topics]
    if not 0 < len(keys) <= MAX_TOPICS:
        raise ValidationError(_("Choose at least one subject and at most %(most)s."), params={"most": MAX_TOPICS})
    try:
        limits.take(_claims(address, origin, paid))
    except TooOften as over:
        logger.warning("A wish to subscribe was dropped: %s until %s", over.limit.name, over.until)
        return
    fulfil_request.defer(
        address=address,
        topic_ids=keys,
        cadence=Subscription.cadence.field.to_python(cadence),
        origin=vars(origin),
        article_id=source_article and source_article.pk,
        at=list(at),
    )


def _claims(address: str, origin: Origin, paid: bool) -> list[tuple[Limit, str]]:
    domain = comparable(address).rpartition("@")[2]
    claims = [(BY_NETWORK_HOUR, origin.network), (BY_NETWORK_DAY, origin.network), (BY_SITE, "")]
    claims += [] if paid else [(BY_SITE_UNPAID, "")]
    return claims if domain in LARGE_DOMAINS else [*claims, (BY_DOMAIN, domain)]
