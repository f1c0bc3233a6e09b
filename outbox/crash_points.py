"""Crash points: named places where tests let a process die. In production none is ever armed."""

from collections.abc import Callable

POINTS = (
    "mid_freeze",  # some rows of a mailing are written, nothing is committed
    "after_freeze",  # its rows are committed, and nobody was told
    "after_claim",  # rows of a mailing have an owner
    "after_intent",  # it is committed that the mail is about to be handed over
    "after_handover",  # the other side has it, and its answer is not written
    "before_commit",  # its answer is written, and not committed
    "mid_digest_chunk",  # digests of some readers are written, nothing is committed
)

_armed: dict[str, Callable[[], None]] = {}


def reach(point: str) -> None:
    """Do what a test has armed `point` with."""
    if _armed and (action := _armed.get(point)):
        action()


def arm(point: str, action: Callable[[], None]) -> None:
    """Do `action` whenever `point` is reached. Raises LookupError if there is no such point."""
    if point not in POINTS:
        raise LookupError(point)
    _armed[point] = action


def disarm() -> None:
    """Disarm all points."""
    _armed.clear()
