"""Form tokens: signed for one action on one target, with a minimum and a maximum age, for a single use."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

from . import nonces

FIELD = "form_token"
YOUNGEST, OLDEST = timedelta(seconds=3), timedelta(hours=24)
LONGEST = 300  # characters


class FormTokenError(Exception):
    """The form is refused. `reason`: missing, forged, too_young, too_old or used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class FormToken:
    """A token with a valid signature, target and age."""

    nonce: str
    issued_at: datetime

    def spend(self) -> None:
        """Use it up, in the caller's transaction. Raises FormTokenError("used")."""
        if not nonces.spend(f"form:{self.nonce}", self.issued_at + OLDEST):
            raise FormTokenError("used")


def make(action: str, target: object = "") -> str:
    """Return a new token for a form that does `action` to `target`, such as a story's public id."""
    issued_at = int(timezone.now().timestamp() * 1000)
    return _signer(action, target).sign(f"{issued_at}.{get_random_string(22)}")


def check(token: str | None, action: str, target: object = "") -> FormToken:
    """Return the token if `make` made it for the same action and target and its age is valid. Raises FormTokenError.

    Does not check whether it was used: `FormToken.spend` does.
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


def _signer(action: str, target: object) -> signing.Signer:
    """Return a signer (HMAC-SHA256) with its own key for each action and target; repr keeps pairs apart."""
    return signing.Signer(salt=f"readers.form.{(str(action), str(target))!r}", sep="~")
