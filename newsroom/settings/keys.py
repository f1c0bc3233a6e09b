"""Keys that are made from others."""

import hashlib
import hmac


def address_hash_key(given: str, secret_key: str, fallbacks: list[str]) -> str:
    """Return the key that addresses are hashed with: the one given, else one made from the *oldest* known secret key.

    The oldest, because a rotation adds a newer key and leaves the oldest last among the fallbacks: hashes made before
    must be found after, or who left would be written to again.
    """
    oldest = fallbacks[-1] if fallbacks else secret_key
    return given or hmac.new(oldest.encode(), b"newsroom address hash", hashlib.sha256).hexdigest()
