"""The results of rules."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Self


class Outcome(IntEnum):
    """The action a rule asks for, least severe first: of several, the most severe counts."""

    PUBLISH = 0
    REPORT = 1  # published and queued for moderators
    HOLD = 2
    SPAM = 3
    REJECT = 4

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the outcome with this name; HOLD if there is none."""
        return cls.__members__.get(name.upper(), cls.HOLD)


@dataclass(frozen=True)
class Finding:
    """The finding of one rule. `detail` is for moderators, and must be JSON-serialisable."""

    outcome: Outcome
    code: str
    detail: dict[str, Any] = field(default_factory=dict)
