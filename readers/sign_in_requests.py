"""Requests for a sign-in link. The answer is the same for every address: the worker looks for the reader."""

from datetime import timedelta

from outbox.addresses import normalise

from .guards import limits
from .guards.limits import Limit
from .tasks import mail_sign_in_link

BY_NETWORK = [
    Limit("sign-in-network-hour", 5, timedelta(hours=1)),
    Limit("sign-in-network-day", 20, timedelta(days=1)),
]


def request_link(address: str, network: str, next_page: str = "") -> None:
    """Have the worker mail a sign-in link to `address` if a reader has it; the caller never learns whether one does.

    Raises TooOften if too many links were requested from `network`, and ValidationError if this is not an address.
    """
    normalise(address)
    limits.take([(limit, network) for limit in BY_NETWORK])
    mail_sign_in_link.defer(address=address, next_page=next_page)
