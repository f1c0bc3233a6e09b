"""Values that are looked at when settings are read, so that a wrong one stops start-up and not a reader."""

import json
from collections.abc import Collection, Mapping
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32  # characters


def mail_url(url: str, schemes: Collection[str]) -> str:
    """Return `url`; ImproperlyConfigured if there is no transport for it."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in schemes or (scheme.startswith("smtp") and not rest.strip("/")):
        raise ImproperlyConfigured(f"EMAIL_URL must begin with one of {', '.join(sorted(schemes))}, and name a host.")
    return url


def provider_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """Return what django-anymail is to know: each variable that begins with ANYMAIL_, without that; empty is missing.

    `true`, `false` and what begins with a brace is JSON, anything else the words themselves.
    """
    given = {name: value for name, value in environment.items() if name.startswith("ANYMAIL_") and value}
    return {name.removeprefix("ANYMAIL_"): _provider_setting(name, value) for name, value in given.items()}


def _provider_setting(name: str, value: str) -> object:
    if value != value.strip() or not value.isprintable():
        raise ImproperlyConfigured(f"{name} has blanks around it, or something in it that cannot be printed.")
    if name.endswith("_URL") and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} must begin with https://.")
    if name == "ANYMAIL_WEBHOOK_SECRET" and (":" not in value or len(value) < SHORTEST_SECRET):
        raise ImproperlyConfigured(f"{name} is user:password, of {SHORTEST_SECRET} characters or more.")
    if value in {"true", "false"} or value.startswith("{"):
        try:
            parsed: object = json.loads(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} begins with a brace and is no JSON.") from None
        return parsed
    return value


def networks(written: list[str]) -> list[str]:
    """Return the addresses and networks of TRUSTED_PROXIES; ImproperlyConfigured if one is none."""
    for one in written:
        try:
            ip_network(one.strip(), strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES: {one!r} is not an address or a network.") from None
    return written
