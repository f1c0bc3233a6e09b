"""Things that may come once."""

import hashlib
from datetime import datetime

from django.utils import timezone

from ..models import FormNonce


def spend(what: str, expires_at: datetime) -> bool:
    """Note that `what` came; False if it did before. Of many at the same time one gets True.

    Noted with the caller's transaction: if that is undone, it has not come.
    """
    # A second request waits here until the first one's transaction has ended.
    _row, new = FormNonce.objects.get_or_create(
        nonce=_hash(what), defaults={"used_at": timezone.now(), "expires_at": expires_at}
    )
    return new


def _hash(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
