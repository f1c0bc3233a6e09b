"""Models: topics, subscriptions, mailings, deliveries and digests."""

from .delivery import Delivery, DeliveryEvent, SendBudget, Sender
from .digest import DigestCursor, PublicationEvent
from .mailing import Mailing, MailingChoice, MailingExclusion
from .subscription import ConsentEvent, Subscription
from .topic import Topic

__all__ = [
    "ConsentEvent",
    "Delivery",
    "DeliveryEvent",
    "DigestCursor",
    "Mailing",
    "MailingChoice",
    "MailingExclusion",
    "PublicationEvent",
    "SendBudget",
    "Sender",
    "Subscription",
    "Topic",
]
