"""The log of consent."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from readers.guards.client_address import client_network

from ..models import ConsentEvent, Subscription


@dataclass(frozen=True)
class Origin:
    """The origin of a change: the form, the words beside its button, the client network and the browser."""

    form_id: str
    wording: str = ""
    network: str = ""
    user_agent: str = ""

    @classmethod
    def of(cls, request: HttpRequest, form_id: str, wording: str = "") -> "Origin":
        """Return the origin of `request`, sent by the form `form_id`."""
        return cls(form_id, wording, client_network(request), request.META.get("HTTP_USER_AGENT", ""))


def record_consent(subscriptions: Iterable[Subscription], kind: str, origin: Origin, basis: str = "") -> None:
    """Log an event of `kind` for each of `subscriptions`, which must come from `with_names`."""
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            subscription=subscription,
            kind=ConsentEvent.Kind(kind),
            what=f"{subscription.topic.name}, {subscription.get_cadence_display()}"[:300],
            form_id=origin.form_id[:60],
            wording_hash=_hash(origin.wording),
            basis=basis[:300],
            ip_net=origin.network[:50],
            ua_hash=_hash(origin.user_agent),
        )
        for subscription in subscriptions
    )


def anonymise(subscriptions: QuerySet) -> None:
    """Remove identifying data from the log of `subscriptions`, which are about to be deleted."""
    ConsentEvent.objects.filter(subscription__in=subscriptions).update(ip_net="", ua_hash="")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
