"""Tokens of mailed links: signed for one purpose and subject, with an expiry, some of them for a single use.

A token carries its data; a row is written only when a single-use token is used. Tokens that must work for decades (to
unsubscribe) are also checked with the retired keys in SECRET_KEY_FALLBACKS; those that open personal data are not.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from .models import UsedToken

LONGEST = 1000  # characters; a longer one is refused unread

_purposes: dict[str, "Purpose"] = {}


class BadToken(Exception):
    """The token is forged, cut off, expired, used, or made for another purpose; it does not say which."""


@dataclass(frozen=True)
class Purpose:
    """A purpose of tokens, with its rules."""

    name: str
    max_age: timedelta
    single_use: bool = False
    survives_rotation: bool = False


@dataclass(frozen=True)
class Token:
    """The content of a token: its subject (a public id), and further data."""

    subject: str
    data: dict[str, Any] = field(default_factory=dict)


def declare(purpose: Purpose) -> Purpose:
    """Register `purpose` and return it. Raises ValueError if another has its name."""
    if _purposes.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"There are two purposes called {purpose.name}.")
    return purpose


CONFIRM = declare(Purpose("confirm", timedelta(days=7)))
SIGN_IN = declare(Purpose("sign-in", timedelta(hours=1), single_use=True))
MANAGE = declare(Purpose("manage", timedelta(days=7)))
CHANGE_ADDRESS = declare(Purpose("change-address", timedelta(days=1)))
UNSUBSCRIBE = declare(Purpose("unsubscribe", timedelta(days=20 * 365), survives_rotation=True))


def make(purpose: Purpose, subject: UUID | str, **data: Any) -> str:
    """Return a token for `subject`, such as a public id; safe in a URL. Its holder can read `data`."""
    body: list[Any] = [str(subject), data, int(time.time())]
    if purpose.single_use:
        body.append(get_random_string(12))
    return signing.Signer(salt=_salt(purpose)).sign_object(body, compress=False)


def read(purpose: Purpose, token: str) -> Token:
    """Return the content of `token` without using it. Raises BadToken."""
    return _read(purpose, token)[0]


def use(purpose: Purpose, token: str) -> Token:
    """Return the content of `token`, and use it up if it is for a single use: of concurrent calls one succeeds.

    A rollback of the caller's transaction makes it valid again. Raises BadToken.
    """
    found, expires_at = _read(purpose, token)
    if purpose.single_use:
        with transaction.atomic():
            _row, new = UsedToken.objects.get_or_create(token_hash=_hash(token), defaults={"expires_at": expires_at})
        if not new:
            raise BadToken
    return found


def _read(purpose: Purpose, token: str) -> tuple[Token, datetime]:
    if not token or len(token) > LONGEST:
        raise BadToken
    fallbacks: Sequence[str] | None = None if purpose.survives_rotation else []
    signer = signing.Signer(salt=_salt(purpose), fallback_keys=fallbacks)
    try:
        subject, data, made, *_nonce = signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadToken from None
    expires = made + purpose.max_age.total_seconds()
    if time.time() >= expires:
        raise BadToken
    if purpose.single_use and UsedToken.objects.filter(token_hash=_hash(token)).exists():
        raise BadToken
    return Token(subject, data), timezone.now() + timedelta(seconds=expires - time.time())


def _salt(purpose: Purpose) -> str:
    return f"readers.token.{purpose.name}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
