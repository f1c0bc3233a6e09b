"""Values that are looked at when settings are read, so that a wrong one stops start-up and not a reader."""

from collections.abc import Collection
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured


def mail_url(url: str, schemes: Collection[str]) -> str:
    """Return `url`; ImproperlyConfigured if there is no transport for it."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in schemes or (scheme.startswith("smtp") and not rest.strip("/")):
        raise ImproperlyConfigured(f"EMAIL_URL must begin with one of {', '.join(sorted(schemes))}, and name a host.")
    return url


def networks(written: list[str]) -> list[str]:
    """Return the addresses and networks of TRUSTED_PROXIES; ImproperlyConfigured if one is none."""
    for one in written:
        try:
            ip_network(one.strip(), strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES: {one!r} is not an address or a network.") from None
    return written
