"""Log of changes that apply to all comments: settings, word lists, domains."""

from collections.abc import Sequence
from typing import Any

from ..models import ModerationDecision

MOST = 500  # characters in a note
By: Any = ModerationDecision.By


def note(action: str, user: Any, what: str) -> ModerationDecision:
    """Log that `user` (None: no account, an import say) changed the rules; `what` describes the change."""
    return ModerationDecision.objects.create(action=action, by=By.STAFF, actor=user, note=shortened(what))


def quoted(phrases: Sequence[str]) -> str:
    """Return phrases in one line, as many as a note holds, and the number of those left out."""
    line, shown = "", 0
    for phrase in phrases:
        more = f", “{phrase}”" if line else f"“{phrase}”"
        if len(line) + len(more) > MOST - 60:
            break
        line, shown = line + more, shown + 1
    return line if shown == len(phrases) else f"{line} … (+{len(phrases) - shown})"


def shortened(text: str) -> str:
    """Return `text` cut to the length of a note."""
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"
