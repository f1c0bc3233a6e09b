"""Proof of work: computing time as the price of sending a form. It does not tell people from bots.

ALTCHA's second protocol: a challenge is signed as a whole, parameters included, so that none can be spliced into
another (CVE-2025-68113 was about the first protocol, which is not used here). It is bound to one action and target,
expires, and a solved one is kept until then, so that it pays once.
"""

import contextlib
import json
import secrets
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import altcha
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import limits, nonces

FIELD = "proof"
EXPIRES = timedelta(minutes=10)
LONGEST = 2000  # characters
ALGORITHM, ITERATIONS = "PBKDF2/SHA-256", 5_000  # one guess: 1 ms here, and in a browser

# Challenges of the last ten minutes, and the guesses that the next one takes at most; half of them on average.
PRICES = ((0, 400), (60, 800), (300, 2_000), (1_000, 6_000))
ISSUED = limits.Limit("proof-issued", 2**31 - 2, timedelta(minutes=10))


class ProofError(Exception):
    """No valid proof. `reason`: missing, forged, expired, wrong or used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Proof:
    """A valid proof."""

    signature: str
    expires_at: datetime

    def spend(self) -> None:
        """Use it up, in the caller's transaction. Raises ProofError("used")."""
        if not nonces.spend(f"proof:{self.signature}", self.expires_at):
            raise ProofError("used")


def challenge(action: str, target: object = "", *, factor: float = 1) -> str:
    """Return a challenge for a form, as JSON for the solver (`static/js/proof-of-work.js`).

    `factor` makes it dearer or cheaper for this sender; the price also rises with the challenges of the last minutes.
    """
    with contextlib.suppress(limits.TooOften):
        limits.take([(ISSUED, "")])
    guesses = max(1, int(price(limits.count(ISSUED)) * factor))
    made = altcha.create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=secrets.randbelow(guesses),
        expires_at=timezone.now() + EXPIRES,
        data={"for": _bound_to(action, target)},
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict(), separators=(",", ":"))


def price(issued: int) -> int:
    """Return the maximum number of guesses of a challenge, if `issued` were issued in ten minutes."""
    return next(guesses for least, guesses in reversed(PRICES) if issued >= least)


def check(proof: str | None, action: str, target: object = "") -> Proof:
    """Return the proof if it solves a challenge for the same action and target. Raises ProofError."""
    if not proof:
        raise ProofError("missing")
    if len(proof) > LONGEST:
        raise ProofError("forged")
    try:
        payload = altcha.Payload.from_dict(json.loads(b64decode(proof, validate=True)))
        parameters = payload.challenge.parameters
        if parameters.cost != ITERATIONS or parameters.algorithm != ALGORITHM:
            raise ProofError("forged")
        result = altcha.verify_solution(payload, _secret())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
        raise ProofError("forged") from None
    if result.expired:
        raise ProofError("expired")
    if result.invalid_signature or not isinstance(parameters.data, dict):
        raise ProofError("forged")
    if parameters.data.get("for") != _bound_to(action, target):
        raise ProofError("forged")
    if not result.verified:
        raise ProofError("wrong")
    return Proof(str(payload.challenge.signature), datetime.fromtimestamp(float(parameters.expires_at or 0), UTC))


def _bound_to(action: str, target: object) -> str:
    return repr((str(action), str(target)))


def _secret() -> bytes:
    return salted_hmac("readers.proof-of-work", "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
