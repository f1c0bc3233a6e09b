"""Places in a frozen mail that are filled for each recipient: after inlining, so that a mailing is rendered once.

What stands in such a place is a mark of the mailing, made when its words are frozen. No author can have written it, so
whatever a story says comes out as it says it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

NAMES = ("leave_url", "manage_url", "topics", "items")


@dataclass(frozen=True)
class Placeholders:
    """The places of one mailing. Templates write `{{ slots.leave_url }}`."""

    mark: str

    @classmethod
    def new(cls) -> "Placeholders":
        """Return places with a mark of their own."""
        return cls(f"slot{token_hex(8)}")

    @property
    def leave_url(self) -> str:
        """Where the reader ends what caused this mail."""
        return f"{self.mark}-leave_url-"

    @property
    def manage_url(self) -> str:
        """Where the reader asks for a link to change what they get."""
        return f"{self.mark}-manage_url-"

    @property
    def topics(self) -> str:
        """The names of the topics that caused it."""
        return f"{self.mark}-topics-"

    @property
    def items(self) -> str:
        """The stories of a digest."""
        return f"{self.mark}-items-"


class PlaceholderTemplate:
    """Frozen words, cut at their places once, to be filled many times."""

    def __init__(self, words: str, slots: Placeholders) -> None:
        # Every second piece is the name of a place.
        self._pieces = re.split(f"{re.escape(slots.mark)}-({'|'.join(NAMES)})-", words)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the words with `values` in their places. Raises KeyError if one has none."""
        return "".join(values[piece] if n % 2 else piece for n, piece in enumerate(self._pieces))
