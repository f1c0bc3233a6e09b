"""Where comments come from: kept coarsely, for a month, for those who must tell one spammer from twenty."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from ..models import Comment, CommenterOrigin

KEPT = timedelta(days=30)


def keep(comment: Comment, network: str, user_agent: str) -> None:
    """Keep the network (/24 or /48) and a hash of the browser's name; nothing if the network is not known."""
    if network:
        CommenterOrigin.objects.create(
            comment=comment, ip_net=network, ua_hash=_hashed(user_agent), expires_at=timezone.now() + KEPT
        )


def forget_old() -> int:
    """Delete what is older than a month and return how much that was."""
    return CommenterOrigin.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _hashed(user_agent: str) -> str:
    return hashlib.sha256(user_agent.encode()).hexdigest() if user_agent else ""
