"""The token of a form: made for one action on one target, neither too young nor too old, and good once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

from . import nonces

FIELD = "form_token"
YOUNGEST, OLDEST = timedelta(seconds=3), timedelta(hours=24)
LONGEST = 300  # characters


class FormTokenError(Exception):
    """The form cannot be taken. `reason`: missing, forged, too_young, too_old or used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class FormToken:
    """A token whose signature, target and age are right."""

    nonce: str
    issued_at: datetime

    def spend(self) -> None:
        """Use it up, in the caller's transaction. Raises FormTokenError("used")."""
        if not nonces.spend(f"form:{self.nonce}", self.issued_at + OLDEST):
            raise FormTokenError("used")


def make(action: str, target: Any = "") -> str:
    """Return a new token for a form that does `action` to `target`, such as a story's public id."""
    issued_at = int(timezone.now().timestamp() * 1000)
    return _signer(action, target).sign(f"{issued_at}.{get_random_string(22)}")


def check(token: str | None, action: str, target: Any = "") -> FormToken:
    """Return the token if it is one that `make` made for the same and its age is right. Raises FormTokenError.

    Does not say whether it was used: that is known only when it is spent.
    """
    if not token:
        raise FormTokenError("missing")
    if len(token) > LONGEST:
        raise FormTokenError("forged")
    try:
        issued, nonce = _signer(action, target).unsign(token).split(".")
        issued_at = datetime.fromtimestamp(int(issued) / 1000, UTC)
    except (signing.BadSignature, ValueError):
        raise FormTokenError("forged") from None
    age = timezone.now() - issued_at
    if age < YOUNGEST:
        raise FormTokenError("too_young")
    if age > OLDEST:
        raise FormTokenError("too_old")
    return FormToken(nonce, issued_at)


def _signer(action: str, target: Any) -> signing.Signer:
    """A key of its own for each action and target (HMAC-SHA256); repr, so that no two pairs share one."""
    return signing.Signer(salt=f"readers.form.{(str(action), str(target))!r}", sep="~")
