"""The rules, in the order they run. A new one needs a class, a test, and its sentences in `comments.reasons`."""

from ..rule import Rule
from .domain import BannedDomain
from .duplicates import Duplicate, NearDuplicate
from .form import FormToken, Honeypot, ProofOfWork
from .person import Domain, FirstN, History, Standing
from .rate import RateLimits
from .text import Length, Links
from .thread import ThreadClosed
from .words import Words

RULES: tuple[Rule, ...] = (
    Honeypot(),
    FormToken(),
    ProofOfWork(),
    ThreadClosed(),
    Standing(),
    Length(),
    Links(),
    Words(),
    Duplicate(),
    NearDuplicate(),
    FirstN(),
    History(),
    Domain(),
    BannedDomain(),
    RateLimits(),
)
CODES_OF_FORM = tuple(rule.code for rule in RULES if rule.of_form)

__all__ = ["CODES_OF_FORM", "RULES"]
