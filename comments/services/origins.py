"""Networks that comments came from, kept for a month to tell one spammer from twenty."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from ..models import Comment, CommenterOrigin

KEPT = timedelta(days=30)


def keep(comment: Comment, network: str, user_agent: str) -> None:
    """Store the network (/24 or /48) and a hash of the user agent; nothing if the network is unknown."""
    if network:
        CommenterOrigin.objects.create(
            comment=comment, ip_net=network, ua_hash=_hashed(user_agent), expires_at=timezone.now() + KEPT
        )


def forget_old() -> int:
    """Delete rows older than a month, and return their number."""
    return CommenterOrigin.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _hashed(user_agent: str) -> str:
    return hashlib.sha256(user_agent.encode()).hexdigest() if user_agent else ""
