"""Single-use values of forms and proofs."""

import hashlib
from datetime import datetime

from django.utils import timezone

from ..models import FormNonce


def spend(what: str, expires_at: datetime) -> bool:
    """Mark `what` as used, and return False if it was used before. Of concurrent calls one gets True.

    A rollback of the caller's transaction makes it unused again.
    """
    # A second request waits here until the first one's transaction has ended.
    _row, new = FormNonce.objects.get_or_create(
        nonce=_hash(what), defaults={"used_at": timezone.now(), "expires_at": expires_at}
    )
    return new


def _hash(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
